import type { Container, HTTPGetAction, LifecycleHandler, Pod, Probe } from '../../resources/pod/types';
import { type Clock, sleep } from '../../time/clock';
import type { ContainerRef, Driver, Purpose, ReachOptions } from '../driver';
import { formatPod } from '../podsync/statuses';

/** The running container that a probe or a hook is for. */
export interface Target {
  pod: Pod;
  container: Container;
  ref: ContainerRef;
  podIP: string;
}

/** What a probe found (`probe.Result`). `warning` counts as success. */
export interface Finding {
  result: 'success' | 'warning' | 'failure';
  output: string;
}

interface Reaching {
  driver: Driver;
  target: Target;
  purpose: Purpose;
  signal: AbortSignal;
}

const version = '1.36';

/** Thrown into what a probe is still waiting for when its time is over. */
class ProbeTimeout extends Error {}

/**
 * Carries out a probe once, within its timeout. Rejects when there is nothing to be told of the container: a
 * command that is not there, an unknown port.
 */
export async function probeOnce(
  clock: Clock,
  driver: Driver,
  target: Target,
  probe: Probe,
  purpose: Purpose,
): Promise<Finding> {
  const timeout = new AbortController();
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  const cancel = clock.after(timeoutMs, () => timeout.abort(new ProbeTimeout()));
  const reaching = { driver, target, purpose, signal: timeout.signal };
  try {
    if (probe.exec) return await probeExec(reaching, probe.exec.command ?? []);
    if (probe.httpGet) return await probeHttp(reaching, probe.httpGet);
    if (probe.tcpSocket) return await probeTcp(reaching, probe.tcpSocket);
  } finally {
    cancel();
  }
  if (probe.grpc) throw new Error('gRPC probes are not supported by this node');
  throw new Error(`missing probe handler for ${formatPod(target.pod)}:${target.container.name}`);
}

async function probeExec(reaching: Reaching, command: readonly string[]): Promise<Finding> {
  try {
    const { exitCode, output } = await exec(reaching, command);
    return { result: exitCode === 0 ? 'success' : 'failure', output };
  } catch (error) {
    if (!(error instanceof ProbeTimeout)) throw error;
    return { result: 'failure', output: `command ${JSON.stringify(command.join(' '))} timed out` };
  }
}

async function probeHttp(reaching: Reaching, action: HTTPGetAction): Promise<Finding> {
  const url = urlOf(action, reaching.target);
  try {
    const { status, body } = await request(reaching, url, action, 'probe');
    if (status >= 200 && status < 300) return { result: 'success', output: body };
    if (status >= 300 && status < 400) {
      return { result: 'warning', output: `Probe terminated redirects, Response body: ${body}` };
    }
    return { result: 'failure', output: `HTTP probe failed with statuscode: ${status}` };
  } catch (error) {
    const why =
      error instanceof ProbeTimeout
        ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
        : messageOf(error);
    return { result: 'failure', output: `Get ${JSON.stringify(url)}: ${why}` };
  }
}

async function probeTcp(reaching: Reaching, action: NonNullable<Probe['tcpSocket']>): Promise<Finding> {
  const { driver, target } = reaching;
  const address = { host: action.host || target.podIP, port: portOf(action.port, target.container) };
  if (!driver.connect) throw unreachable(driver);
  try {
    await driver.connect(target.ref, address, optionsOf(reaching));
    return { result: 'success', output: '' };
  } catch (error) {
    const timedOut = `dial tcp ${address.host}:${address.port}: i/o timeout`;
    return { result: 'failure', output: error instanceof ProbeTimeout ? timedOut : messageOf(error) };
  }
}

/**
 * Carries out a lifecycle hook until it is done or given up (`handlerRunner.Run`). Rejects with the kubelet's words
 * for what went wrong.
 */
export async function runHook(
  clock: Clock,
  driver: Driver,
  target: Target,
  hook: LifecycleHandler,
  purpose: Purpose,
  signal: AbortSignal,
): Promise<void> {
  const reaching = { driver, target, purpose, signal };
  const where = `for Container ${JSON.stringify(target.container.name)} in Pod ${JSON.stringify(formatPod(target.pod))}`;
  if (hook.exec) {
    const { command = [] } = hook.exec;
    await runExecHook(reaching, command, `Exec lifecycle hook ([${command.join(' ')}]) ${where} failed`);
  } else if (hook.httpGet) {
    const url = urlOf(hook.httpGet, target);
    await request(reaching, url, hook.httpGet, 'lifecycle').catch((error) => {
      const what = `HTTP lifecycle hook (${hook.httpGet?.path ?? ''}) ${where} failed`;
      throw new Error(`${what} - error: Get ${JSON.stringify(url)}: ${messageOf(error)}`);
    });
  } else if (hook.sleep) await sleep(clock, hook.sleep.seconds * 1000, signal);
  else throw new Error('Cannot run handler: invalid handler');
}

async function runExecHook(reaching: Reaching, command: readonly string[], failed: string): Promise<void> {
  const { exitCode, output } = await exec(reaching, command).catch((error) => {
    throw new Error(`${failed} - error: ${messageOf(error)}, message: ""`);
  });
  if (exitCode === 0) return;
  const why = `command '${command.join(' ')}' exited with ${exitCode}: ${output}`;
  throw new Error(`${failed} - error: ${why}, message: ${JSON.stringify(output)}`);
}

function exec(reaching: Reaching, command: readonly string[]) {
  const { driver, target } = reaching;
  if (!driver.exec) throw unreachable(driver);
  return driver.exec(target.ref, command, optionsOf(reaching));
}

async function request(reaching: Reaching, url: string, { httpHeaders = [] }: HTTPGetAction, agent: string) {
  const { driver, target } = reaching;
  if (!driver.request) throw unreachable(driver);
  const given = httpHeaders.map(({ name, value }) => [name, value] as const);
  const isGiven = (wanted: string) => given.some(([name]) => name.toLowerCase() === wanted);
  const headers = given.filter(([name, value]) => name.toLowerCase() !== 'accept' || value !== '');
  if (!isGiven('user-agent')) headers.push(['User-Agent', `kube-${agent}/${version}`]);
  if (!isGiven('accept')) headers.push(['Accept', '*/*']);
  return driver.request(target.ref, { url, headers }, optionsOf(reaching));
}

function unreachable(driver: Driver): Error {
  return new Error(`the ${driver.name} driver of this node cannot reach into containers`);
}

function optionsOf({ purpose, signal }: Reaching): ReachOptions {
  return { purpose, signal };
}

function urlOf({ scheme, host, port, path = '' }: HTTPGetAction, { container, podIP }: Target): string {
  const where = host || podIP;
  const bracketed = where.includes(':') ? `[${where}]` : where;
  const rooted = path === '' || path.startsWith('/') ? path : `/${path}`;
  return `${(scheme || 'HTTP').toLowerCase()}://${bracketed}:${portOf(port, container)}${rooted}`;
}

/** The number of a port that is given by number or by name (`probe.ResolveContainerPort`). @throws when there is none. */
function portOf(port: number | string, container: Container): number {
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  const number = named ?? Number(port);
  if (!Number.isInteger(number)) throw new Error(`port ${port} not found`);
  if (number > 0 && number < 65_536) return number;
  throw new Error(`invalid port number: ${number}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
