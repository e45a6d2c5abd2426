// Reads codes from the phone's camera with the browser's own reader. Where there is none, the button stays hidden and a picture is read by the server.
export async function reader() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return null;
  const known = await BarcodeDetector.getSupportedFormats();
  const formats = ["qr_code", "code_128", "code_39", "itf", "ean_13", "data_matrix"].filter((one) => known.includes(one));
  return formats.length ? new BarcodeDetector({ formats }) : null;
}

// The picture runs until a code is seen or the button is pressed again; `found` gets it once.
export async function watch(video, found) {
  const detector = await reader();
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  video.srcObject = stream;
  await video.play();
  let on = true;
  const stop = () => { on = false; for (const track of stream.getTracks()) track.stop(); video.srcObject = null; };
  (async () => {
    while (on) {
      const [seen] = await detector.detect(video).catch(() => []);
      if (seen?.rawValue && on) { stop(); found(seen.rawValue); return; }
      await new Promise((done) => setTimeout(done, 200));
    }
  })();
  return stop;
}
