/** Adds what arrived since the page was made, every second while somebody looks. */
const EVERY_MS = 1_000;
const list = document.getElementById('messages');
const to = new URL(location.href).searchParams.get('to')?.replace(/^ /, '+') ?? null;
const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: 'medium', hourCycle: 'h23' });
let newest = Number(list.dataset.newest);

function copyOf(template) {
  return document.getElementById(template).content.firstElementChild.cloneNode(true);
}

function show(message) {
  const item = copyOf(message.channel);
  for (const part of item.querySelectorAll('[data-part]')) part.textContent = message[part.dataset.part] ?? '';
  const moment = item.querySelector('time');
  moment.dateTime = message.receivedAt;
  moment.textContent = time.format(new Date(message.receivedAt));
  list.prepend(item);
}

function showAddress(address) {
  const links = [...document.querySelectorAll('#addresses a')];
  if (links.some((link) => link.textContent === address)) return;
  const item = copyOf('address');
  const link = item.querySelector('a');
  link.href = `/phone?to=${encodeURIComponent(address)}`;
  link.textContent = address;
  document.getElementById('addresses').append(item);
}

async function look() {
  const response = await fetch('/phone/messages', { cache: 'no-store' });
  const { messages } = await response.json();
  for (const message of messages.filter((one) => one.number > newest).reverse()) {
    newest = message.number;
    showAddress(message.to);
    if (to === null || to === message.to) show(message);
  }
  document.getElementById('none').hidden = list.children.length > 0;
}

async function watch() {
  // The stack may be stopping, or starting again: the page stays as it is.
  if (!document.hidden) await look().catch(() => undefined);
  setTimeout(watch, EVERY_MS);
}

void watch();
