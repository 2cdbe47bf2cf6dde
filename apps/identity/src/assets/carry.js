// Takes what the approval page put behind the '#', which no server saw, and posts it to this very service.
const parameters = new URLSearchParams(location.hash.slice(1));
// A page reached again through the browser's history must not act again.
history.replaceState(null, '', location.pathname);
const show = (id) => (document.getElementById(id).hidden = false);
const form = document.querySelector('form');
if (parameters.has('challenge') && parameters.has('act')) {
  for (const name of ['challenge', 'act']) form.elements.namedItem(name).value = parameters.get(name);
  show('waiting');
  form.submit();
} else {
  show('empty');
}
