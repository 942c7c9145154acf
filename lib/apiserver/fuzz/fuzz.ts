import type { KubeObject } from '../../meta/object';
import { seededRandom } from '../../time/random';
import { chanceOf } from './chance';
import {
  type Answer,
  judgeAnswer,
  judgeWritten,
  mayChange,
  readBody,
  type Target,
  writtenBy,
} from './oracle';
import { type FuzzRequest, type Recorded, RequestMaker } from './requests';
import { Seen } from './seen';
import { emptyServer, prepareServer } from './upkeep';

export interface FuzzOptions {
  target: Target;
  corpus: readonly Recorded[];
  seed: number;
  /** How many requests to send, those of the checks not counted. */
  requests: number;
  /** Nobody else writes on that server, so what is stored can be compared with what was answered. */
  isAlone: boolean;
}

/** What a run has found. */
export interface FuzzReport {
  /** How many answers bore which code. */
  codes: Map<number, number>;
  /** How many objects were stored and checked. */
  checked: number;
  /** The faults, each kind of fault once, with the request that showed it. */
  problems: string[];
}

const resetEvery = 400;
const mostProblems = 20;

/** Sends random requests to a server and judges every answer. The same seed sends the same requests to a server that answers the same. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const run = new FuzzRun(options);
  await prepareServer(options.target);
  for (let sent = 0; sent < options.requests && run.report.problems.length < mostProblems; sent++) {
    if (sent % resetEvery === resetEvery - 1) await run.reset();
    await run.step(sent);
  }
  await run.reset();
  return run.report;
}

class FuzzRun {
  readonly report: FuzzReport = { codes: new Map(), checked: 0, problems: [] };
  private readonly known = new Set<string>();
  private readonly seen = new Seen();
  private readonly maker: RequestMaker;

  constructor(private readonly options: FuzzOptions) {
    this.maker = new RequestMaker(chanceOf(seededRandom(options.seed)), options.corpus, this.seen);
  }

  async step(number: number): Promise<void> {
    const request = this.maker.next();
    const { send, store } = this.options.target;
    const before = store?.revision;
    try {
      const answer = await send(request);
      if (!answer) return;
      if (store?.revision !== before && !mayChange(request, answer)) {
        this.tell(number, request, [`${answer.status}, and yet something was written`]);
      }
      await this.judge(number, request, answer);
    } catch (error) {
      this.tell(number, request, [`it threw ${(error as Error).stack}`]);
    }
  }

  /** Takes away all that was stored, and checks that it can be. */
  async reset(): Promise<void> {
    const { target } = this.options;
    this.report.problems.push(...(target.store?.check() ?? []));
    const left = await emptyServer(target);
    if (this.options.isAlone && left.length > 0)
      this.report.problems.push(`these cannot be deleted: ${left.join(', ')}`);
    this.seen.forget();
    await prepareServer(target);
  }

  private async judge(number: number, request: FuzzRequest, answer: Answer): Promise<void> {
    const { codes } = this.report;
    codes.set(answer.status, (codes.get(answer.status) ?? 0) + 1);
    this.tell(number, request, judgeAnswer(request, answer));
    this.learn(answer);
    const written = writtenBy(request, answer);
    if (!written) return;
    this.seen.note(written);
    if (!this.options.isAlone) return;
    this.report.checked++;
    this.tell(number, request, await judgeWritten(this.options.target, written));
  }

  private learn(answer: Answer): void {
    if (answer.status !== 200 || !answer.text.includes('"continue"')) return;
    const body = readBody(answer) as KubeObject & { metadata?: { continue?: string } };
    if (body?.metadata?.continue) this.seen.noteToken(body.metadata.continue);
  }

  private tell(number: number, request: FuzzRequest, problems: readonly string[]): void {
    for (const problem of problems) {
      const sort = problem.replaceAll(/"[^"]*"|\d+/g, '').slice(0, 120);
      if (this.known.has(sort)) continue;
      this.known.add(sort);
      this.report.problems.push(`request ${number}, ${describeRequest(request)}\n  ${problem}`);
    }
  }
}

function describeRequest({ method, path, headers, body }: FuzzRequest): string {
  const text = body ? new TextDecoder().decode(body) : '';
  const shown = text.length > 3000 ? `${text.slice(0, 3000)}… (${text.length} characters)` : text;
  return `${method} ${path.slice(0, 1000)} ${JSON.stringify(headers)}\n  ${shown}`;
}
