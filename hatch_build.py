"""Build hook: compiles the kernel where there is a C compiler; without one the package is Python alone, and slower."""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES, LIBRARY = "qa_service/native", "qa_service/native/kernel.so"
# No fused multiplications: sums are to be the same to the last bit as numpy's.
FLAGS = ("-O3", "-std=c99", "-ffp-contract=off", "-fvisibility=hidden", "-fPIC", "-shared")


class KernelBuildHook(BuildHookInterface[Any]):
    """Puts the library beside its source, for an editable installation, and into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; `version` is "editable" or "standard"."""
        if self.target_name != "wheel":
            return
        library = Path(self.root, LIBRARY)
        fault = compiled(Path(self.root, SOURCES), library)
        if fault:
            library.unlink(missing_ok=True)
            self.app.display_warning(f"Without the compiled kernel, which numpy stands in for more slowly: {fault}")
        elif version == "standard":
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
            build_data["force_include"][str(library)] = LIBRARY


def compiled(sources: Path, library: Path) -> str:
    """Compile the C of a folder to `library`, which is never there in part; why that can't be done, or nothing."""
    compiler = os.environ.get("CC") or next(filter(shutil.which, ("cc", "gcc", "clang")), None)
    if compiler is None:
        return "there is no C compiler (Debian: apt-get install gcc libc6-dev)."
    aside = library.with_name(f"{library.name}.{os.getpid()}")
    try:
        command = [*compiler.split(), *FLAGS, "-o", str(aside), *map(str, sorted(sources.glob("*.c"))), "-lm"]
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # what CC says is to be run
        aside.replace(library)
    except (OSError, subprocess.CalledProcessError) as fault:
        aside.unlink(missing_ok=True)
        return f"{compiler} failed: {getattr(fault, 'stderr', None) or fault}"
    return ""
