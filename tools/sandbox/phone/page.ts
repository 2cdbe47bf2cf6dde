import type { Language } from '@paraph/kernel';
import type { PhoneMessage } from './inbox.ts';

const words = {
  en: {
    title: 'Phone',
    lead: 'SMS and e-mails that the trial sends, as the people of the trial receive them.',
    addresses: 'Whose messages',
    all: 'Everybody',
    messages: 'Messages',
    none: 'No message yet.',
    sms: 'SMS',
    email: 'E-mail',
    back: 'Paraph on this machine',
  },
  fr: {
    title: 'Téléphone',
    lead: 'Les SMS et les e-mails envoyés par l’essai, tels que ses personnes les reçoivent.',
    addresses: 'Messages de qui',
    all: 'Tout le monde',
    messages: 'Messages',
    none: 'Aucun message pour l’instant.',
    sms: 'SMS',
    email: 'E-mail',
    back: 'Paraph sur cette machine',
  },
} as const satisfies Record<Language, Record<string, string>>;

/** What the page shows. */
export interface PhonePage {
  readonly messages: readonly PhoneMessage[];
  readonly addresses: readonly string[];
  /** The one address whose messages are shown. */
  readonly to: string | undefined;
  readonly language: Language;
}

/** The screen of the trial's telephones. The script adds what arrives; without it the page loads itself again. */
export function renderPhonePage({ messages, addresses, to, language }: PhonePage): string {
  const say = words[language];
  const links = [link(say.all, undefined, to), ...addresses.map((address) => link(address, address, to))];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say.title}</title>
<link rel="stylesheet" href="/phone/style.css">
<noscript><meta http-equiv="refresh" content="5"></noscript>
<script src="/phone/script.js" defer></script>
</head>
<body>
<main>
<header>
<h1>${say.title}</h1>
<p>${say.lead}</p>
</header>
<nav aria-label="${say.addresses}"><ul id="addresses">${links.join('')}</ul></nav>
<section aria-labelledby="heading">
<h2 id="heading">${say.messages}</h2>
<p id="none"${messages.length > 0 ? ' hidden' : ''}>${say.none}</p>
<ol id="messages" aria-live="polite" data-newest="${messages[0]?.number ?? 0}">
${messages.map((one) => item(one, language)).join('\n')}
</ol>
</section>
<footer><a href="/">${say.back}</a></footer>
</main>
<template id="sms">${item(blank('sms'), language)}</template>
<template id="email">${item(blank('email'), language)}</template>
<template id="address">${link('', '', undefined)}</template>
</body>
</html>
`;
}

function blank(channel: PhoneMessage['channel']): PhoneMessage {
  return { number: 0, channel, to: '', subject: '', text: '', receivedAt: '' };
}

function item({ channel, to, subject, text, receivedAt }: PhoneMessage, language: Language): string {
  const heading = channel === 'email' ? `<p class="subject" data-part="subject">${escape(subject ?? '')}</p>` : '';
  return `<li class="${channel}"><article>
<p class="meta"><span>${words[language][channel]}</span> <span data-part="to">${escape(to)}</span> <time data-part="receivedAt" datetime="${receivedAt}">${clock(receivedAt, language)}</time></p>
${heading}<p class="text" data-part="text">${escape(text)}</p>
</article></li>`;
}

function link(label: string, address: string | undefined, chosen: string | undefined): string {
  const href = address === undefined ? '/phone' : `/phone?to=${encodeURIComponent(address)}`;
  return `<li><a href="${href}"${address === chosen ? ' aria-current="page"' : ''}>${escape(label)}</a></li>`;
}

function clock(moment: string, language: Language): string {
  return moment === '' ? '' : new Date(moment).toLocaleTimeString(language, { timeStyle: 'medium', hourCycle: 'h23' });
}

function escape(value: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
