// What the theme leaves out for those who listen to a page: the level of the captions of its
// contents, the names of its two side columns, the heading of the page of search results.
for (const caption of document.querySelectorAll(".caption[role=heading]")) {
  caption.setAttribute("aria-level", "2");
}
const names = { ".sidebar-drawer": "全站目录 Contents", ".toc-drawer": "本页目录 On this page" };
for (const [column, name] of Object.entries(names)) {
  document.querySelector(column)?.setAttribute("aria-label", name);
}
const results = document.querySelector("#search-results");
if (results && !document.querySelector("h1")) {
  const heading = document.createElement("h1");
  heading.textContent = "搜索 Search";
  results.before(heading);
}

// A table that is wider than its page scrolls, so a keyboard must be able to reach it.
function reachable() {
  for (const table of document.querySelectorAll(".table-wrapper, .compliance")) {
    if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
    else table.removeAttribute("tabindex");
  }
}
reachable();
addEventListener("resize", reachable);
