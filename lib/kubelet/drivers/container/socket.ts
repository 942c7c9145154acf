import { statSync } from 'node:fs';
import path from 'node:path';

/** There is no engine to be spoken with; the message says what to do. */
export class EngineMissingError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The sockets at which an engine may listen, the likeliest first. `DOCKER_HOST` alone counts where it is
 * set. @throws EngineMissingError when it names another machine: volumes are directories of this one.
 */
export function socketCandidates(env: Environment): string[] {
  const named = env.DOCKER_HOST;
  if (named) {
    if (named.startsWith('unix://')) return [named.slice('unix://'.length)];
    throw new EngineMissingError(
      `DOCKER_HOST=${named} is no socket of this machine (unix:///path), and containers here have volumes ` +
        'that are directories of this machine. Name a socket, or use --runtime process.',
    );
  }
  const runtimeDir = env.XDG_RUNTIME_DIR;
  return [
    '/var/run/docker.sock',
    ...(runtimeDir ? [path.join(runtimeDir, 'docker.sock')] : []),
    ...(runtimeDir ? [path.join(runtimeDir, 'podman/podman.sock')] : []),
    '/run/podman/podman.sock',
    ...(env.HOME ? [path.join(env.HOME, '.docker/run/docker.sock')] : []),
  ];
}

/** The first candidate that is a socket. @throws EngineMissingError when none is. */
export function findSocket(env: Environment): string {
  const candidates = socketCandidates(env);
  const found = candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isSocket());
  if (found) return found;
  throw new EngineMissingError(
    `The container runtime needs Docker or Podman, and no socket of either is there (${candidates.join(', ')}). ` +
      'Start one (Docker: its service; Podman: systemctl --user start podman.socket), name its socket with ' +
      'DOCKER_HOST=unix:///path, or use --runtime process, which needs no engine.',
  );
}
