import { randomUUID } from 'node:crypto';
import { approve, gather, Interrupted, type Person, type Room } from './people.ts';
import { commandLine, digestOf, LONGEST_OUTPUT, run, type Programs } from './programs.ts';
import { isSameCode, shortCode, type Plan, type Step } from './script.ts';

/** How a ceremony ended for today. */
export type Outcome = 'ended' | 'break' | 'refused';

/**
 * Leads the people through a script. Whatever is said, typed and run is in the transcript before the next thing happens, so that it can be
 * cut off anywhere and go on from there: each command does nothing the second time.
 */
export async function hold(plan: Plan, programs: Programs, room: Room): Promise<Outcome> {
  const { transcript, conversation } = room;
  try {
    // 1. It begins, or goes on from where it was; one that came to its end lacks nothing but the token's signature.
    if (transcript.entries.at(-1)?.kind === 'ended') return 'ended';
    if (transcript.entries.length === 0) begin(plan, programs, room);
    else await resume(plan, programs, room);

    // 2. Everybody whom the script wants is there and written down.
    const people = await gather(plan, transcript, conversation);

    // 3. Step by step: read out, approved, done, asked about.
    for (const step of plan.script.steps) {
      if (transcript.all('step-done').some(({ about }) => about['step'] === step.id)) continue;
      await take(step, { plan, people }, programs, room);
    }
    transcript.add('ended', { steps: plan.script.steps.length });
    return 'ended';
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const { digest } = transcript.add('break', { reason: error.message });
    conversation.say(`\nBreak. Write down this code, all of you; it is asked for when you go on:\n\n    ${shortCode(digest)}\n`);
    return error.message === 'refused' ? 'refused' : 'break';
  }
}

function begin({ script, values, digest }: Plan, programs: Programs, { transcript, conversation }: Room): void {
  const ceremonyId = `cer_${randomUUID()}`;
  transcript.add('begun', { ceremonyId, title: script.title, plan: digest, values: { ...values }, programs: { ...programs.digests } });
  conversation.say(`${script.title}\nCeremony ${ceremonyId}\nPlan ${digest}\n`);
}

async function resume({ digest }: Plan, programs: Programs, { transcript, conversation }: Room): Promise<void> {
  const [first] = transcript.entries;
  if (first?.about['plan'] !== digest) throw new Error('this folder holds a ceremony by another plan: begin in a folder of its own');
  // What is on paper in the people's hands proves that the folder is the one they left.
  const { head } = transcript;
  const typed = await conversation.ask('The code that you wrote down at the last break (or "none" if it was cut off)?');
  if (typed !== 'none' && !isSameCode(typed, shortCode(head)))
    throw new Error('the transcript does not end where you left it: do not go on, somebody may have changed it');
  const now = { ...programs.digests };
  const words = typed === 'none' ? 'cut off: nobody could say where it ended' : 'the code of the break was typed';
  transcript.add('resumed', { words, programs: now });
  const before = first.about['programs'];
  const changed = Object.entries(now).filter(([name, value]) => typeof before === 'object' && !Array.isArray(before) && before[name] !== value);
  if (changed.length > 0) conversation.say(`  Not the programs it began with: ${changed.map(([name]) => name).join(', ')}. The transcript says so.`);
}

async function take(step: Step, about: { plan: Plan; people: readonly Person[] }, programs: Programs, room: Room): Promise<void> {
  const { transcript, conversation } = room;
  // 1. Everybody hears what will happen before it does.
  const number = about.plan.script.steps.indexOf(step) + 1;
  conversation.say(`\nStep ${number}: ${step.title}\n${step.read.map((line) => `  ${line}`).join('\n')}`);
  const line = step.command && commandLine(programs, step.command);
  if (line) conversation.say(`  $ node ${line.join(' ')}`);
  transcript.add('step', { step: step.id, title: step.title, read: [...step.read] });

  // 2. Nothing is done before everybody who is asked has approved it; what was approved before a cut is approved again.
  await approve(step, about, room);

  // 3. It is done, by the program or by hand.
  if (line) await runUntilDone(step, line, programs, room);
  for (const question of step.ask) {
    const words = await conversation.ask(question);
    if (words === 'break') throw new Interrupted('break');
    transcript.add('answer', { step: step.id, question, words });
  }
  const { head } = transcript;
  transcript.add('step-done', { step: step.id, after: head });
  conversation.say(`  Done. If it is cut off here, the transcript ends with ${shortCode(transcript.head)}.`);
}

async function runUntilDone(step: Step, line: readonly string[], programs: Programs, { transcript, conversation }: Room): Promise<void> {
  for (;;) {
    const command = ['node', ...line].join(' ');
    transcript.add('command-begun', { step: step.id, command, digest: digestOf(command) });
    const { exit, output, errors } = await run(programs, line, (text) => conversation.say(`  ${text}`));
    const shown = { output: output.slice(0, LONGEST_OUTPUT), outputDigest: digestOf(output), ...(exit !== 0 && { errors: errors.slice(0, LONGEST_OUTPUT) }) };
    transcript.add('command-ended', { step: step.id, exit, ...shown });
    if (exit === 0) {
      conversation.say(`  ${output.replaceAll('\n', '\n  ')}`);
      return;
    }
    const next = await conversation.ask('It failed. Again, or break?');
    if (next.toLowerCase() !== 'again') throw new Interrupted('break');
  }
}
