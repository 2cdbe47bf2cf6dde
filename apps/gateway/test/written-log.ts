const { stdout } = process;
const write = stdout.write.bind(stdout);
let heard: string[] | undefined;

// The logger takes the stream itself where somebody has replaced its `write` before the logger was made.
stdout.write = (data: string | Uint8Array, ...rest: never[]): boolean => {
  if (heard === undefined) return write(data, ...rest);
  heard.push(typeof data === 'string' ? data : Buffer.from(data).toString('utf8'));
  return true;
};

/** What this process writes to its standard output while something runs: the log, as an operator would get it. */
export async function writtenLog(run: () => Promise<void>): Promise<string> {
  const lines: string[] = [];
  heard = lines;
  try {
    await run();
  } finally {
    heard = undefined;
  }
  return lines.join('');
}
