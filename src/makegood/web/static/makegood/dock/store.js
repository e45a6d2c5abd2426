// What this device keeps: things that were scanned and are not sent yet (with their pictures), and what it needs to work without a connection.
const NAME = "makegood-dock";
let opened;

function open() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("queue", { keyPath: "seq", autoIncrement: true }).createIndex("key", "key", { unique: true });
      asked.result.createObjectStore("kept");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

// One transaction: `step` gets the store and returns a request; what it gives counts only once it is written for good.
async function within(name, mode, step) {
  const base = await open();
  return new Promise((done, failed) => {
    const going = base.transaction(name, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
    const asked = step(going.objectStore(name));
    going.oncomplete = () => done(asked?.result);
    going.onerror = going.onabort = () => failed(going.error);
  });
}

export const ready = () => open();
export const add = (entry) => within("queue", "readwrite", (store) => store.add(entry));
export const change = (entry) => within("queue", "readwrite", (store) => store.put(entry));
export const remove = (seq) => within("queue", "readwrite", (store) => store.delete(seq));
export const all = () => within("queue", "readonly", (store) => store.getAll()); // in the order in which they were made
export const one = (seq) => within("queue", "readonly", (store) => store.get(seq));
export const keep = (name, value) => within("kept", "readwrite", (store) => store.put(value, name));
export const kept = (name) => within("kept", "readonly", (store) => store.get(name));
// Somebody signs out or another one signs in: what they were given goes, what they made stays until they send it.
export const forget = () => within("kept", "readwrite", (store) => store.clear());
