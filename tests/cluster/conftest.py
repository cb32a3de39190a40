"""One cluster for all tests of this folder, and an index in it."""

from collections.abc import Iterator

import pytest

from qa_service.corpus.document import Document
from tests.cluster.real_cluster import RealCluster, running_cluster

ARTICLES = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the cluster is left out of `make check`."""
    for item in items:
        if "real_cluster" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def real_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCluster]:
    """Three nodes, all alive."""
    with running_cluster(tmp_path_factory.mktemp("opensearch") / "nodes") as cluster:
        yield cluster


@pytest.fixture(scope="session")
def archive(documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """The three short articles, a copy of one under another id, a long one, and articles around them."""
    nile = documents[0]
    text = "\n\n".join(
        f"في سنة {1900 + year} بلغ عدد سكان القرية {100 + year} نسمة 😀، وكان شيخها عمر." for year in range(80)
    )
    others = [
        Document(
            id=f"village/{number}", title=f"القرية {number}", date=f"2024-03-{number % 28 + 1:02d}", language="ar",
            publisher=("الوادي", "الجبل")[number % 2], source_url=f"https://example.org/{number}",
            tags=("قرى", f"وسم{number % 5}"),
            text=f"تقع القرية رقم {number} على ضفة الوادي الكبير.\n\n"
            f"يسكن القرية {number * 7 + 3} شخصا، ومؤسسها الشيخ {number} السالمي.",
        )
        for number in range(ARTICLES)
    ]  # fmt: skip
    copy = Document(id="nile-again", title=nile.title, text=nile.text, date="2025-01-01", language="ar")
    return (*documents, copy, Document(id="long", title="سجل القرية", text=text, language="ar"), *others)
