// Small, since it is sent at every rerun; the rest is a file that the browser keeps.
export default async function (mounted) {
  const { mount } = await import(`${window.location.origin}/assets/answers.js`);
  return mount(mounted);
}
