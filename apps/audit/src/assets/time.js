// Moments as this person writes them; what the log says is in UTC, and so is this.

const { lang } = document.documentElement;
const locale = navigator.languages.find((one) => one.startsWith(lang)) ?? lang;
const format = (options) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
const exact = format({
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
});
const short = format({ month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false });
const date = format({ month: '2-digit', day: '2-digit' });
const numbers = new Intl.NumberFormat(locale);

export const moment = (text) => (text === undefined ? undefined : `${exact.format(new Date(text))} UTC`);
export const day = (text) => date.format(new Date(text));
export const hour = (text) => short.format(new Date(text));
export const number = (value) => numbers.format(value);
export const milliseconds = (value) => `${numbers.format(Math.round(value * 10) / 10)} ms`;
