// A large photo is made smaller before it is sent: a phone's upload is slow. A small one is sent as it is. Without this file the server does it.
const LONGEST = 2400, SMALL = 1_500_000;

async function smaller(file) {
  if (file.size <= SMALL || !file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!made || made.size >= file.size) return file;
    return new File([made], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file; // a form that this browser can't read goes as it is: the server says what to do
  }
}

for (const input of document.querySelectorAll("input[type=file][data-shrink]")) {
  input.addEventListener("change", async () => {
    const button = input.form?.querySelector("button");
    if (button) button.disabled = true;
    const kept = new DataTransfer();
    for (const file of input.files) kept.items.add(await smaller(file));
    input.files = kept.files;
    input.dataset.bytes = String([...kept.files].reduce((sum, file) => sum + file.size, 0));
    if (button) button.disabled = false;
  });
}
