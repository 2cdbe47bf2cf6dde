/** Runs a command that a person types, beside the service and without its settings. What goes wrong is said with all its causes; exit code 1. */
export async function runByHand(command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? causes(error) : String(error)}\n`);
    process.exitCode = 1;
  }
}

function causes(error: Error): string {
  return error.cause instanceof Error ? `${error.message}\n  because ${causes(error.cause)}` : error.message;
}
