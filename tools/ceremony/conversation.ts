import { createInterface, type Interface } from 'node:readline/promises';

/** The terminal in the room: one screen, one keyboard, several people. */
export interface Conversation {
  say(text: string): void;
  /** One line that somebody types. @throws Error when nobody will type any more */
  ask(question: string): Promise<string>;
  close(): void;
}

/** The program's own screen and keyboard, or whatever stands in their place. */
export function terminal(): Conversation {
  const lines: string[] = [];
  const waiting: ((line: string | undefined) => void)[] = [];
  let isOver = false;
  const reading: Interface = createInterface({ input: process.stdin });
  // What comes faster than it is asked for, from a file, is kept.
  reading.on('line', (line) => {
    const next = waiting.shift();
    if (next) next(line);
    else lines.push(line);
  });
  reading.on('close', () => {
    isOver = true;
    for (const next of waiting.splice(0)) next(undefined);
  });
  return {
    say: (text) => void process.stdout.write(`${text}\n`),
    ask: async (question) => {
      process.stdout.write(`${question} `);
      const line = lines.shift() ?? (isOver ? undefined : await new Promise<string | undefined>((resolve) => waiting.push(resolve)));
      if (line === undefined) throw new Error('nobody is at the keyboard any more: begin again with the same folder');
      return line.trim();
    },
    close: () => reading.close(),
  };
}
