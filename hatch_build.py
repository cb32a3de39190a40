"""Build hook: compiles the kernel, by the machine's C compiler or, where there is none, by one that PyPI has."""

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES, LIBRARY = "qa_service/native", "qa_service/native/kernel.so"
# No fused multiplications, and nothing that only this machine's processor has: every machine gives the same answers.
FLAGS = ("-O3", "-std=c99", "-ffp-contract=off", "-fvisibility=hidden", "-fPIC", "-shared")
ZIG = "ziglang>=0.13,<1; platform_machine in 'x86_64 AMD64 aarch64 arm64'"
_ZIG_COMMAND = (sys.executable, "-m", "ziglang", "cc", "-mcpu=baseline", "-fno-sanitize=undefined")
_PROBE = "#include <math.h>\n#include <stdlib.h>\n#include <string.h>\ndouble probe(double x) { return sqrt(x); }\n"
_MISSING = "qa_service needs a C compiler to be installed: install one (Debian, Ubuntu: apt-get install gcc libc6-dev)"


class KernelBuildHook(BuildHookInterface[Any]):
    """Puts the library beside its source, for an editable installation, and into the wheel."""

    def dependencies(self) -> list[str]:
        """What the build environment must have: a C compiler from PyPI where the machine has none that works."""
        return [ZIG] if self.target_name == "wheel" and machine_compiler() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; `version` is "editable" or "standard"."""
        if self.target_name != "wheel":
            return
        library = Path(self.root, LIBRARY)
        fault = compiled(Path(self.root, SOURCES), library)
        if fault:
            library.unlink(missing_ok=True)
            self.app.abort(fault)
        if version == "standard":
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
            build_data["force_include"][str(library)] = LIBRARY


def machine_compiler() -> tuple[str, ...] | None:
    """The command of the C compiler: what $CC says, else the first of the usual ones that can compile; None for none.

    A compiler often comes without the headers of the C library, and then compiles nothing.
    """
    if named := os.environ.get("CC"):
        return tuple(shlex.split(named))
    for name in filter(shutil.which, ("cc", "gcc", "clang")):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "probe.c")
            source.write_text(_PROBE, encoding="ascii")
            if not _fault_of((name,), [source], Path(folder, "probe.so")):
                return (name,)
    return None


def compiled(sources: Path, library: Path) -> str:
    """Compile the C of a folder to `library`, which is never there in part; why that can't be done, or nothing."""
    compiler = machine_compiler()
    if compiler is None:
        if importlib.util.find_spec("ziglang") is None:
            return f"{_MISSING}."
        compiler = _ZIG_COMMAND
    aside = library.with_name(f"{library.name}.{os.getpid()}")
    fault = _fault_of(compiler, sorted(sources.glob("*.c")), aside)
    if fault:
        aside.unlink(missing_ok=True)
        return f"{_MISSING}, or set CC to another: {shlex.join(compiler)} failed: {fault}"
    aside.replace(library)
    return ""


def _fault_of(compiler: Sequence[str], sources: Sequence[Path], library: Path) -> str:
    """Why a compiler can't make the library of these sources, or nothing."""
    with tempfile.TemporaryDirectory() as cache:  # Zig compiles its own library into one, which is not to be left over
        environ = os.environ | {"ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache}
        command = [*compiler, *FLAGS, "-o", str(library), *map(str, sources), "-lm"]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, env=environ)  # noqa: S603  # as named
        except (OSError, subprocess.CalledProcessError) as fault:
            return str(getattr(fault, "stderr", None) or fault).strip()
    return ""
