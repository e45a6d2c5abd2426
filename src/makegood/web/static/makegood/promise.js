// The promise's editor: words are completed while a condition is typed, and a rule can be dragged to its place. Without this file everything still works.
const facts = document.querySelector("#facts-list");
const words = new Map([...(facts?.options ?? [])].map((one) => [one.value, { said: one.textContent, may: (one.dataset.words ?? "").split(" ").filter(Boolean) }]));
const functions = (facts?.dataset.functions ?? "").split(" ").filter(Boolean);
const VALUE = /([\w.]+)\s*(?:==|!=|(?:not\s+)?in\s*\([^)]*)\s*[\w-]*$|contains\(\s*([\w.]+)\s*,\s*[\w-]*$/;

// What may stand where the caret is: [text, what it is]. After a fact and an operator the words of that fact, elsewhere facts and functions.
function offered(before) {
  const last = /[\w.-]*$/.exec(before)[0];
  const asked = VALUE.exec(before);
  const may = asked && words.get(asked[1] ?? asked[2])?.may;
  const all = may?.length ? may.map((word) => [word, ""]) : asked ? [] : [...[...words].map(([name, { said }]) => [name, said]), ...functions.map((name) => [name, ""])];
  const low = last.toLowerCase();
  if (!low && !may?.length) return { last, found: [] };
  const found = all.filter(([name]) => name !== last && name.includes(low)).sort((one, two) => two[0].startsWith(low) - one[0].startsWith(low));
  return { last, found: found.slice(0, 40) };
}

function complete(field) {
  if (field.role === "combobox") return;
  field.removeAttribute("list");
  const list = document.createElement("ul");
  Object.assign(list, { id: `${field.id}-list`, role: "listbox", hidden: true, className: "completions", ariaLabel: facts.dataset.label });
  field.after(list);
  field.parentElement.classList.add("completing");
  Object.assign(field, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
  field.setAttribute("aria-controls", list.id);
  let at = -1;

  const close = () => { list.hidden = true; at = -1; field.ariaExpanded = "false"; field.removeAttribute("aria-activedescendant"); };
  const mark = (place) => {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = (place + list.children.length) % list.children.length;
    const chosen = list.children[at];
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", chosen.id);
  };
  const take = (name) => {
    const caret = field.selectionStart, { last } = offered(field.value.slice(0, caret));
    field.setRangeText(name.endsWith("(") ? name : `${name} `, caret - last.length, caret, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const show = () => {
    const { found } = offered(field.value.slice(0, field.selectionStart));
    if (!found.length) return close();
    list.replaceChildren(...found.map(([name, said], place) => {
      const one = document.createElement("li"), code = document.createElement("code"), what = document.createElement("span");
      Object.assign(one, { id: `${list.id}-${place}`, role: "option", ariaSelected: "false" });
      code.textContent = name;
      what.textContent = said ? ` ${said}` : "";
      one.append(code, what);
      one.addEventListener("pointerdown", (event) => { event.preventDefault(); take(name); });
      return one;
    }));
    at = -1;
    list.hidden = false;
    field.ariaExpanded = "true";
  };
  field.addEventListener("input", show);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) return show();
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      take(list.children[at].querySelector("code").textContent);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
}

// A grip at each rule for whoever has a pointer; the buttons do the same for everybody.
function grip(rule) {
  if (rule.querySelector(".grip")) return;
  const held = document.createElement("span");
  Object.assign(held, { className: "grip", textContent: "⠿", ariaHidden: "true" });
  rule.prepend(held);
  const under = (event) => document.elementsFromPoint(event.clientX, event.clientY).map((one) => one.closest(".rule")).find((one) => one && one !== rule);
  let over = null;
  const leave = () => { over?.classList.remove("over"); over = null; };
  held.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    held.setPointerCapture(event.pointerId);
    rule.classList.add("held");
  });
  held.addEventListener("pointermove", (event) => {
    if (!rule.classList.contains("held")) return;
    leave();
    over = under(event) ?? null;
    over?.classList.add("over");
    if (event.clientY < 60) scrollBy(0, -20);
    if (event.clientY > innerHeight - 60) scrollBy(0, 20);
  });
  held.addEventListener("pointercancel", () => { leave(); rule.classList.remove("held"); });
  held.addEventListener("pointerup", () => {
    const from = Number(rule.dataset.place), to = Number(over?.dataset.place);
    leave();
    rule.classList.remove("held");
    if (!to || to === from + 1) return;
    const form = rule.querySelector("form.moves");
    form.elements.place.value = to > from ? to - 1 : to;
    form.querySelector("[value=to]").click();
  });
}

function ready() {
  if (!facts) return;
  document.querySelectorAll("[data-complete]").forEach(complete);
  document.querySelectorAll(".rule").forEach(grip);
}
ready();
document.addEventListener("htmx:afterSettle", () => {
  ready();
  if (document.activeElement === document.body) document.querySelector(".rule [autofocus]")?.focus(); // the button that moved its rule
});
document.addEventListener("click", (event) => { if (event.target.closest(".moves [aria-disabled=true]:not([data-pressed])")) event.preventDefault(); });
// A move that is refused (somebody else was first) is shown on the whole page, as without this file.
document.addEventListener("htmx:responseError", (event) => {
  const said = event.detail.elt.closest("form.moves") && new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html").querySelector("main");
  if (!said) return;
  document.querySelector("main").replaceWith(said);
  htmx.process(said);
  ready();
  document.querySelector("#refusal")?.focus();
});
