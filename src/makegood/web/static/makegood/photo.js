// A large photo is made smaller before it is sent, and the sending is told in words: a phone's upload is slow. A small one is sent as it is.
// Without this file the server makes it smaller and the browser shows its own progress.
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

const size = (bytes) => `${(bytes / 1_000_000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 })} MB`;

function send(form, button) {
  const body = new FormData(form), request = new XMLHttpRequest(), said = form.querySelector(".progress");
  if (button?.name) body.append(button.name, button.value);
  request.upload.onprogress = (event) => {
    const [before, between, after] = form.dataset.upload.split("%s");
    if (said && event.lengthComputable) said.textContent = before + size(event.loaded) + between + size(event.total) + after;
  };
  request.onload = () => {
    if (request.status < 400) return location.assign(request.responseURL);
    const page = new DOMParser().parseFromString(request.responseText, "text/html"), fresh = page.querySelector("main");
    if (!fresh) return location.reload();
    document.querySelector("main").replaceWith(fresh); // what the server says about it, in place: the photos that it took stay taken
    document.title = page.title;
    (fresh.querySelector("#refusal") ?? fresh).focus();
    document.querySelector("#working").textContent = "";
    prepare();
  };
  request.onerror = () => { delete form.dataset.upload; delete form.dataset.sent; form.requestSubmit(button ?? undefined); };
  request.open("POST", form.action);
  request.send(body);
}

function prepare() {
  for (const input of document.querySelectorAll("input[type=file][data-shrink]")) {
    input.addEventListener("change", async () => {
      const buttons = input.form?.querySelectorAll("button") ?? [], said = input.form?.querySelector(".progress");
      for (const button of buttons) button.disabled = true;
      if (said) said.textContent = input.form.dataset.shrinking ?? "";
      const kept = new DataTransfer();
      for (const file of input.files) kept.items.add(await smaller(file));
      input.files = kept.files;
      input.dataset.bytes = String([...kept.files].reduce((sum, file) => sum + file.size, 0));
      if (said) said.textContent = "";
      for (const button of buttons) button.disabled = false;
    });
  }
  for (const form of document.querySelectorAll("form[data-upload]")) {
    form.addEventListener("submit", (event) => {
      const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
      if (!files || !form.dataset.upload) return;
      event.preventDefault();
      if (form.dataset.going) return;
      form.dataset.going = "1";
      send(form, event.submitter);
    });
  }
}
prepare();
window.addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-going]")) delete form.dataset.going; });
