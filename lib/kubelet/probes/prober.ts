import type { Container, Probe } from '../../resources/pod/types';
import type { PodTools } from '../pods/containers';
import type { ContainerRecord, PodRecord } from '../pods/record';
import { type Finding, probeOnce } from './reach';
import { count, nextProbeMs, type ProbeKind, type Tally } from './tally';

/** A probe that cannot tell is tried this often before that is said. */
const attempts = 3;

const titles: Record<ProbeKind, string> = {
  startup: 'Startup',
  liveness: 'Liveness',
  readiness: 'Readiness',
};

/** The probe of a kind that a container has, if any. */
function probeOf(container: Container, kind: ProbeKind): Probe | undefined {
  if (kind === 'startup') return container.startupProbe;
  return kind === 'liveness' ? container.livenessProbe : container.readinessProbe;
}

/**
 * Probes a running container from its start to its end (kubelet's probe workers): the startup probe until it
 * succeeds, the others from then on; a startup or liveness probe that has failed for good is not tried again. What
 * they say is left in the container's record, and the pod looked at whenever it changes.
 */
export function startProbes(tools: PodTools, record: PodRecord, container: ContainerRecord): void {
  container.stopProbes();
  if (container.state !== 'running') return;
  const loops = new Map<ProbeKind, Loop>();
  for (const kind of ['startup', 'liveness', 'readiness'] as const) {
    const probe = probeOf(container.spec, kind);
    if (probe) loops.set(kind, new Loop(tools, record, container, kind, probe));
  }
  loops.get('startup')?.onSuccess(() => loops.get('readiness')?.now());
  container.stopProbes = () => {
    for (const loop of loops.values()) loop.stop();
  };
  for (const loop of loops.values()) loop.start();
}

class Loop {
  private isOver = false;
  private isProbing = false;
  private cancel = () => {};
  private succeed = () => {};
  private readonly tally: Tally = { last: 'unknown', run: 0 };

  constructor(
    private readonly tools: PodTools,
    private readonly record: PodRecord,
    private readonly container: ContainerRecord,
    private readonly kind: ProbeKind,
    private readonly probe: Probe,
  ) {}

  /** At once when the initial delay is over already, as after a restart of the kubelet. */
  start(): void {
    const { initialDelaySeconds = 0 } = this.probe;
    const firstMs = (this.container.startedAtMs ?? 0) + initialDelaySeconds * 1000;
    this.cancel = this.tools.clock.after(firstMs - this.tools.clock.now(), () => this.tick());
  }

  stop(): void {
    this.isOver = true;
    this.cancel();
  }

  onSuccess(succeed: () => void): void {
    this.succeed = succeed;
  }

  /** Probes out of turn, unless the initial delay is still on. */
  now(): void {
    const { initialDelaySeconds = 0 } = this.probe;
    const isDelayed = this.tools.clock.now() < (this.container.startedAtMs ?? 0) + initialDelaySeconds * 1000;
    if (this.isOver || this.isProbing || isDelayed) return;
    this.cancel();
    this.tick();
  }

  private tick(): void {
    this.tools.clock.spawn(async () => {
      if (this.isOver) return;
      if (this.record.ending && this.kind !== 'readiness') return this.stop();
      if (this.isWanted()) await this.probeNow();
      if (this.isOver) return;
      const { clock } = this.tools;
      const nextMs = nextProbeMs(this.probe, this.container.startedAtMs ?? 0, clock.now());
      this.cancel = clock.after(nextMs - clock.now(), () => this.tick());
    });
  }

  /** A startup probe goes on until it succeeds; the others wait for it. */
  private isWanted(): boolean {
    const isStarted = !this.container.spec.startupProbe || this.container.probes.startup === 'success';
    return this.kind === 'startup' ? !isStarted : isStarted;
  }

  private async probeNow(): Promise<void> {
    this.isProbing = true;
    const finding = await this.find();
    this.isProbing = false;
    if (this.isOver || !finding) return;
    const found = finding.result === 'failure' ? 'failure' : 'success';
    const result = count(this.tally, this.probe, found);
    if (!result || this.container.probes[this.kind] === result) return;
    this.container.probes[this.kind] = result;
    if (result === 'failure' && this.kind !== 'readiness') this.stop();
    if (result === 'success') this.succeed();
    this.tools.kick(this.record);
  }

  /** What the probe finds; `undefined` when it cannot tell, which counts for nothing. */
  private async find(): Promise<Finding | undefined> {
    const { clock, driver, node } = this.tools;
    const { pod, uid } = this.record;
    const { spec, attempt } = this.container;
    const ref = { podUid: uid, container: spec.name, attempt };
    const target = { pod, container: spec, ref, podIP: node.ip };
    let problem: unknown;
    for (let tries = 0; tries < attempts && !this.isOver; tries++) {
      try {
        const finding = await probeOnce(clock, driver, target, this.probe, this.kind);
        if (!this.isOver) this.tell(finding);
        return finding;
      } catch (error) {
        problem = error;
      }
    }
    const why = problem instanceof Error ? problem.message : problem;
    if (!this.isOver) this.warn('Unhealthy', `probe errored and resulted in unknown state: ${why}`);
    return undefined;
  }

  private tell({ result, output }: Finding): void {
    if (result === 'failure') this.warn('Unhealthy', `probe failed: ${output}`);
    if (result === 'warning') this.warn('ProbeWarning', `probe warning: ${output}`);
  }

  private warn(reason: string, what: string): void {
    const { recorder } = this.tools;
    const message = `${titles[this.kind]} ${what}`;
    recorder.kubelet(this.record.pod, 'Warning', reason, message, this.container.spec.name);
  }
}
