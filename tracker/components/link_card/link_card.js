async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Without a clipboard, as in some in-app browsers, the old way.
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

export default function ({ parentElement, data }) {
  const find = (selector) => parentElement.querySelector(selector);
  const [field, copy, share, status, code] = [".address", ".copy", ".share", "[role=status]", ".code"].map(find);
  if (field.value !== data.address) status.textContent = "";
  field.value = data.address;
  field.onfocus = () => field.select();
  copy.onclick = async () => {
    const done = await copied(field);
    say(status, done ? "Copied." : "This browser does not let a page copy: press and hold the address.");
  };
  share.hidden = !navigator.share;
  share.onclick = async () => {
    try {
      await navigator.share({ title: data.title, url: data.address });
      say(status, "Shared.");
    } catch (error) {
      if (error.name !== "AbortError") say(status, "It could not be shared: copy it instead.");
    }
  };
  code.src = `data:image/svg+xml;utf8,${encodeURIComponent(data.code)}`;
  code.alt = `QR code: ${data.title}`;
}
