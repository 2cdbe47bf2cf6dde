// Loaded before the SAM: its wall clock stands apart from the machine's by what a file says. The monotonic clock is left alone.
import { readFileSync } from 'node:fs';
import { setInterval } from 'node:timers';

const RealDate = Date;
let offset = 0;
setInterval(() => {
  try {
    offset = Number(readFileSync(process.env.STEPPED_CLOCK_FILE, 'utf8'));
  } catch {
    offset = 0;
  }
}, 20).unref();

globalThis.Date = class Date extends RealDate {
  constructor(...words) {
    if (words.length === 0) super(RealDate.now() + offset);
    else super(...words);
  }
  static now() {
    return RealDate.now() + offset;
  }
};
