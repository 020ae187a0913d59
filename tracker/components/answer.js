// What this page knows of each widget, by its key: the number of its newest tap, and the value then.
const notes = new Map();

// The server's value counts only when the server had seen our newest tap. An older one would take
// back a tap made while the script ran; the rerun which that tap started brings the right one.
function noteOf(parentElement, data, setStateValue) {
  const note = notes.get(data.key) ?? { tap: 0, known: 0, value: data.value };
  notes.set(data.key, note);
  const isNewHere = note.parent !== parentElement;
  const hasForgotten = data.seen < note.known;
  note.parent = parentElement;
  note.known = data.seen;
  note.send = (value) => {
    note.value = value;
    note.tap += 1;
    setStateValue("choice", { value, tap: note.tap });
  };
  if (data.seen >= note.tap) {
    note.tap = data.seen;
    note.value = data.value;
  } else if (isNewHere || hasForgotten) {
    // Mounted again before the server heard, or a new server session: what is shown must be what
    // will be saved, so say it again.
    setStateValue("choice", { value: note.value, tap: note.tap });
  }
  return note;
}

// Says a sentence to a screen reader; the same sentence twice is said twice.
function say(region, sentence) {
  region.textContent = region.textContent === sentence ? `${sentence}\u00a0` : sentence;
}
