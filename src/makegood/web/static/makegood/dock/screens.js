// The screens of one parcel: count, look, shelf. Their words are the page's templates; nothing here knows a language.
export const pick = (name) => document.getElementById(`d-${name}`).content.cloneNode(true).firstElementChild;

// `values`: text by the name of its place (data-t); an empty one hides its place.
export function fill(element, values) {
  for (const [name, value] of Object.entries(values)) {
    for (const place of [...(element.dataset.t === name ? [element] : []), ...element.querySelectorAll(`[data-t="${name}"]`)]) { place.textContent = value ?? ""; place.hidden = value === "" || value == null; }
  }
  return element;
}

function picture(element, item) {
  const image = element.querySelector("img"), blank = element.querySelector(".blank");
  if (item.image) { image.src = item.image; image.hidden = false; } else if (blank) { blank.textContent = item.title.slice(0, 1); blank.hidden = false; }
}

// How many of what, before anything of the announcement is shown. `done` gets {sku: pieces}; "" is what nobody can name.
export function count(parcel, done) {
  const screen = fill(pick("count"), { code: parcel.code }), tiles = screen.querySelector("[data-tiles]"), other = tiles.firstElementChild;
  parcel.tiles.forEach((item, place) => {
    const tile = fill(pick("tile"), { title: item.title, variant: item.variant });
    tile.dataset.sku = item.sku;
    picture(tile, item);
    for (const input of tile.querySelectorAll("input")) {
      input.id = `${input.type}${input.value}-${place}`;
      input.name = `${input.type}-${place}`;
      const label = input.type === "radio" ? input.nextElementSibling.firstElementChild : tile.querySelector("[data-more] label");
      label.htmlFor = input.id;
    }
    tiles.insertBefore(tile, other);
  });
  const read = () => {
    const said = {};
    for (const tile of tiles.children) {
      const more = tile.querySelector("input[type=number]").value, tapped = tile.querySelector("input[type=radio]:checked")?.value;
      const pieces = Number(more || tapped || 0);
      if (pieces > 0) said[tile.dataset.sku] = (said[tile.dataset.sku] ?? 0) + Math.min(99, pieces);
    }
    return said;
  };
  screen.querySelector("[data-all]").addEventListener("click", () => {
    const said = read();
    screen.querySelector("[data-lacking]").hidden = Object.keys(said).length > 0;
    if (Object.keys(said).length) done(said);
  });
  screen.querySelector("[data-none]").addEventListener("click", () => done({ "": 0 }));
  return screen;
}

// The announced pieces of which at least one came by what was counted, in order; `here` is how many of each.
export function came(parcel, said) {
  if (said === null) return parcel.pieces.map((piece) => ({ ...piece, here: piece.quantity }));
  const left = { ...said };
  return parcel.pieces.map((piece) => {
    const here = Math.min(piece.quantity, left[piece.sku] ?? 0);
    left[piece.sku] = (left[piece.sku] ?? 0) - here;
    return { ...piece, here };
  });
}

export function differences(parcel, said) {
  if (said === null) return [];
  const told = {}, titles = {};
  for (const piece of parcel.pieces) { told[piece.sku] = (told[piece.sku] ?? 0) + piece.quantity; titles[piece.sku] = piece.title; }
  for (const tile of parcel.tiles) titles[tile.sku] ??= tile.title;
  return [...new Set([...Object.keys(told), ...Object.keys(said)])]
    .map((sku) => ({ title: titles[sku] ?? "", said: said[sku] ?? 0, announced: told[sku] ?? 0 }))
    .filter((one) => one.said !== one.announced);
}

export function showDifferences(screen, found) {
  const list = screen.querySelector("[data-differs]");
  list.replaceChildren(...found.map((one) => {
    const row = fill(pick("differs"), { title: one.title, said: one.said, announced: one.announced });
    row.querySelector("[data-unnamed]").hidden = Boolean(one.title);
    return row;
  }));
  list.closest("[data-differing]").hidden = !found.length;
}

// What was announced, and one tap a piece. `done` gets [{line, answers, words}] and the pictures by name.
export function look(parcel, said, done) {
  const screen = fill(pick("look"), { shop: parcel.shop }), pieces = came(parcel, said).filter((piece) => piece.here), looks = new Map(), pictures = {};
  showDifferences(screen, differences(parcel, said));
  const shown = pieces.map((piece, place) => lookAt(piece, place, (answers, words, file) => {
    if (file) pictures[`photo_${place}`] = file;
    looks.set(piece.line, { line: piece.line, answers, words, photo: file ? `photo_${place}` : "" });
    shown[place].classList.add("told");
    if (looks.size === pieces.length) done([...looks.values()], pictures);
    else shown.find((one) => !one.classList.contains("told"))?.scrollIntoView({ block: "start" });
  }));
  const all = screen.querySelector("[data-all-well]");
  all.hidden = pieces.length < 2 || pieces.some((piece) => piece.asked.some((one) => one.kind === "photo"));
  all.addEventListener("click", () => { for (const one of shown) if (!one.classList.contains("told")) one.querySelector("[data-well]").click(); });
  screen.querySelector("[data-pieces]").append(...shown);
  return screen;
}

function lookAt(piece, place, tell) {
  const shown = fill(pick("piece"), { title: `${piece.here} × ${piece.title}`, sku: piece.sku, variant: piece.variant });
  picture(shown, piece);
  shown.querySelector("[data-text-missing]").hidden = !piece.text_missing;
  for (const input of piece.inputs) {
    const row = fill(pick("input"), { name: `${input.name}: `, value: input.value });
    row.querySelector("bdi").classList.toggle("letters", piece.own);
    shown.querySelector("[data-inputs]").append(row);
  }
  const file = shown.querySelector("input[type=file]"), label = shown.querySelector("[data-photo] label"), must = piece.asked.filter((one) => one.kind === "photo");
  file.id = `photo-${place}`;
  label.htmlFor = file.id;
  if (must.length) fill(shown, { asked_photo: must.map((one) => one.text).join(", ") });
  file.addEventListener("change", () => { shown.querySelector("[data-taken]").hidden = !file.files.length; });
  const answer = (answers, words) => {
    const lacking = must.length && !file.files.length;
    shown.querySelector("[data-photo-needed]").hidden = !lacking;
    if (!lacking) tell(answers, words, file.files[0]);
  };
  const well = shown.querySelector("[data-well]");
  well.addEventListener("click", () => answer({}, well.textContent));
  for (const question of piece.asked.filter((one) => one.kind === "yes_no")) {
    const button = fill(pick("question"), { text: question.text });
    button.addEventListener("click", () => answer({ [question.id]: question.bad }, question.text));
    shown.querySelector("[data-questions]").append(button);
  }
  return shown;
}

// Where it goes. What the customer said is added once the server has the grade.
export function shelf(place, code) {
  const screen = fill(pick("shelf"), { shelf: place, code });
  screen.querySelector("[data-print]").addEventListener("click", () => window.print());
  return screen;
}

export function answered(screen, answer) {
  fill(screen, { shelf: answer.shelf });
  screen.querySelector("[data-waits]").hidden = true;
  screen.querySelector("[data-sent]").hidden = false;
  if (answer.differs) showDifferences(screen, answer.differs);
  const list = screen.querySelector("[data-said]");
  for (const one of answer.said ?? []) {
    const row = fill(pick("said"), { title: one.title, kinds: one.kinds.join(", "), words: one.words.join(" ") });
    for (const address of one.pictures) { const image = new Image(); image.src = address; image.alt = ""; row.append(image); }
    list.append(row);
  }
  list.closest("[data-saying]").hidden = !list.children.length;
}
