from pathlib import Path

from camveil.http.demo_page import demo_page_routes


def test_every_file_of_a_page_has_a_route_and_no_other_file_has(tmp_path: Path) -> None:
    for name in ("index.html", "page.js", "page.css", "types.d.ts", "notes.txt", ".hidden"):
        (tmp_path / name).write_text("", "utf-8")
    (tmp_path / "folder").mkdir()
    routes = demo_page_routes(tmp_path)
    assert {route.path for route in routes} == {"/", "/page.js", "/page.css"}
    assert {route.method for route in routes} == {"GET"}


def test_a_folder_that_is_not_there_has_no_routes(tmp_path: Path) -> None:
    assert demo_page_routes(tmp_path / "nowhere") == []
