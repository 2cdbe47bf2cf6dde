import { commands, findCommand } from './commands.ts';
import { Ended, misused } from './exit.ts';
import { ManagementApi } from './management-api.ts';
import { membersOf } from './members.ts';
import { namesThat } from './names.ts';
import { commonOptions } from './read-line.ts';
import type { Terminal } from './run.ts';
import { accessOf } from './session.ts';

const bash = `_paraphctl() {
  local IFS=$'\\n'
  COMPREPLY=($(paraphctl __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -F _paraphctl paraphctl`;

const zsh = `#compdef paraphctl
_paraphctl() {
  local -a found
  found=("\${(@f)$(paraphctl __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found
}
compdef _paraphctl paraphctl`;

/** What a shell has to read once. @throws Ended for a shell nobody here knows */
export function completionScript(shell: string | undefined): string {
  if (shell === 'bash') return bash;
  if (shell === 'zsh') return zsh;
  throw misused('completion is for bash or zsh: paraphctl completion bash');
}

/** Says how the last word of a line may go on, one in a line. It never complains: a shell asks at every key. */
export async function complete(words: readonly string[], { say, env }: Pick<Terminal, 'say' | 'env'>): Promise<void> {
  const last = words.at(-1) ?? '';
  try {
    const found = (await candidates(words.slice(0, -1), last, env)).filter((one) => one.startsWith(last));
    if (found.length > 0) say([...new Set(found)].join('\n'));
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  }
}

async function candidates(before: readonly string[], last: string, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const found = findCommand(before);
  if (found === undefined) {
    const lines = [...commands.map(({ words }) => words.split(' ')), ['login'], ['completion']];
    return lines.filter((line) => before.every((word, at) => line[at] === word)).flatMap((line) => line[before.length] ?? []);
  }
  const members = membersOf(found.command);
  const option = before.at(-1);
  const named = members.find((one) => one.where !== 'place' && `--${one.option}` === option);
  if (named === undefined && last.startsWith('-'))
    return [
      ...members.filter(({ where }) => where !== 'place').map(({ option: name }) => `--${name}`),
      ...Object.keys(commonOptions).map((name) => `--${name}`),
    ];
  const member = named ?? members.find(({ where }) => where === 'place');
  if (member === undefined) return [];
  if (member.choices.length > 0) return member.choices;
  const { origin, token } = accessOf(env, { json: false, help: false });
  const begins = last.startsWith(`${member.prefix}_`) ? '' : last;
  return (await namesThat(new ManagementApi(origin, token), member.prefix ?? '', begins)).map(({ id, name }) => (begins === '' ? id : name));
}
