"use strict";
// Sorting and filtering of the list of reports. Everything it needs is in the table; it loads and sends nothing.
(() => {
  const table = document.querySelector(".wb-listing");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const words = new Map(rows.map((row) => [row, row.textContent.toLocaleLowerCase().replace(/\s+/g, " ")]));
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;

  const make = (tag, values = {}, ...inside) => {
    const made = Object.assign(document.createElement(tag), values);
    made.append(...inside);
    return made;
  };
  const choice = (label, all, options) => {
    const field = make("select", {}, make("option", { value: "", textContent: all }));
    for (const [value, text] of options) field.append(make("option", { value, textContent: text }));
    return [field, make("label", {}, label, field)];
  };
  const kinds = [...new Set(rows.map((row) => row.dataset.kind))].sort(compare);
  const states = new Map(rows.map((row) => [row.dataset.state, row.cells[1].textContent.trim()]));
  const search = make("input", { type: "search", placeholder: "project, words, reason; key: /" });
  search.setAttribute("aria-keyshortcuts", "/");
  const [state, stateLabel] = choice("Status", "all", [...states]);
  const [kind, kindLabel] = choice("Kind", "all", kinds.map((k) => [k, k]));
  const shown = make("output");
  shown.setAttribute("aria-live", "polite");
  const tools = make("div", { className: "wb-tools" }, make("label", {}, "Find", search), stateLabel);
  if (kinds.length > 1) tools.append(kindLabel);
  tools.append(shown);
  tools.setAttribute("role", "search");
  table.before(tools);

  const filter = () => {
    const wanted = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits =
        (!state.value || row.dataset.state === state.value) &&
        (!kind.value || row.dataset.kind === kind.value) &&
        wanted.every((word) => words.get(row).includes(word));
      row.hidden = !fits;
      count += fits;
    }
    shown.value = `${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown`;
  };
  for (const field of [search, state, kind]) field.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      search.value = "";
      filter();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    }
  });

  const headings = [...table.tHead.rows[0].cells];
  const sort = (heading, column) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of headings) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const numeric = "number" in heading.dataset;
    const of = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
    const keys = new Map(rows.map((row) => [row, of(row)]));
    rows.sort((one, two) => {
      const [a, b] = [keys.get(one), keys.get(two)];
      if (a === "" || b === "") return (a === "") - (b === ""); // what is not known comes last, either way
      return (numeric ? a - b : compare(a, b)) * (down ? -1 : 1);
    });
    body.append(...rows);
  };
  headings.forEach((heading, column) => {
    if (heading.classList.contains("wb-steady")) return;
    const button = make("button", { type: "button" }, ...heading.childNodes);
    button.addEventListener("click", () => sort(heading, column));
    heading.append(button);
  });
  const place = () => table.style.setProperty("--wb-tools", `${tools.offsetHeight}px`);
  new ResizeObserver(place).observe(tools);
  filter();
})();
