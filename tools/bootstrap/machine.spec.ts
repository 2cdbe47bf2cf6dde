import { describe, expect, it } from '@jest/globals';
import { isDisposable, saidYes } from './machine.mjs';

const server = { env: {}, exists: () => false, cgroup: () => '0::/init.scope\n' };
const npm = (...commandLines: string[]) => ({ env: { npm_lifecycle_event: 'prestart' }, commandLines: () => commandLines });

describe('a disposable machine', () => {
  it('is not every machine without a terminal', () => {
    expect(isDisposable(server)).toBe(false);
    expect(isDisposable({ ...server, env: { CI: 'false' } })).toBe(false);
  });

  it.each([
    ['a CI job', { env: { CI: 'true' } }],
    ['a container of systemd or Podman', { env: { container: 'podman' } }],
    ['a Docker container', { exists: (file: string) => file === '/.dockerenv' }],
    ['a Podman container', { exists: (file: string) => file === '/run/.containerenv' }],
    ['a container of Kubernetes', { cgroup: () => '0::/kubepods.slice/cri-containerd-4f.scope\n' }],
    ['a container of LXC', { cgroup: () => '1:cpu:/lxc/build\n' }],
  ])('is %s', (_, trait) => {
    expect(isDisposable({ ...server, ...trait })).toBe(true);
  });
});

describe('--yes', () => {
  it('is read from our own arguments and from npm’s settings', () => {
    expect(saidYes(['--for', 'start', '--yes'], { env: {} })).toBe(true);
    expect(saidYes(['-y'], { env: {} })).toBe(true);
    expect(saidYes([], { env: { npm_config_yes: 'true' } })).toBe(true);
  });

  it('is read from npm’s command line, whether or not a shell stands between', () => {
    expect(saidYes([], npm('npm start --yes', '-bash'))).toBe(true);
    expect(saidYes([], npm('sh -c node tools/bootstrap/bootstrap.mjs --for start', 'npm start -y --once'))).toBe(true);
  });

  it('is not heard where nobody said it', () => {
    expect(saidYes([], npm('npm start', 'sh -c npm start --yes'))).toBe(false);
    expect(saidYes([], npm('sh -c node bootstrap.mjs', 'npm start --yesterday'))).toBe(false);
    expect(saidYes([], { env: {}, commandLines: () => ['npm start --yes'] })).toBe(false);
  });
});
