import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { failure, StatusError } from '../meta/status';
import { type ContextConfig, type KubeconfigFile, readKubeconfig } from './kubeconfig';

/** The name under which the built-in cluster is shown. */
const builtInName = 'built-in';

/** A cluster that the dashboard can open. */
export interface Cluster extends ContextConfig {
  /** Its name in URLs: the context's, or `built-in`. */
  name: string;
  builtIn: boolean;
  /** The kubeconfig it comes from. */
  file: string;
}

/** All clusters, which of them to open first, and what kept a kubeconfig from being read. */
export interface Clusters {
  clusters: Cluster[];
  first?: string;
  problems: string[];
}

/** Where clusters are described, as the launcher says it in the environment. */
export interface ClusterSources {
  /** `GANTRY_BUILTIN_KUBECONFIG` */
  builtInFile?: string;
  /** `GANTRY_KUBECONFIG` */
  file?: string;
  /** `GANTRY_CONTEXT`: the context to open first. */
  context?: string;
}

interface Read {
  stamp: string;
  content: KubeconfigFile;
}

const cache = new Map<string, Read>();

/** The sources named by the environment. */
export function sourcesOf(env: Readonly<Record<string, string | undefined>>): ClusterSources {
  return {
    ...(env.GANTRY_BUILTIN_KUBECONFIG ? { builtInFile: env.GANTRY_BUILTIN_KUBECONFIG } : {}),
    ...(env.GANTRY_KUBECONFIG ? { file: env.GANTRY_KUBECONFIG } : {}),
    ...(env.GANTRY_CONTEXT ? { context: env.GANTRY_CONTEXT } : {}),
  };
}

/**
 * Finds the clusters there are. Files are read again when they change, so that new credentials and contexts are seen. Never throws:
 * what cannot be read is told in `problems`.
 */
export function findClusters(sources: ClusterSources): Clusters {
  const problems: string[] = [];
  const clusters: Cluster[] = [];
  const builtIn = sources.builtInFile ? attempt(sources.builtInFile, problems) : undefined;
  const own =
    builtIn?.contexts.find(({ context }) => context === builtIn.currentContext) ?? builtIn?.contexts[0];
  if (own) clusters.push({ ...own, name: builtInName, builtIn: true, file: sources.builtInFile! });
  const given = sources.file ? attempt(sources.file, problems) : undefined;
  for (const context of given?.contexts ?? []) {
    const taken = clusters.some(({ name }) => name === context.context);
    const name = taken ? `${context.context} (kubeconfig)` : context.context;
    clusters.push({ ...context, name, builtIn: false, file: sources.file! });
  }
  const asked = clusters.find(({ context, builtIn: isOwn }) => !isOwn && context === sources.context);
  if (sources.context && !asked)
    problems.push(`There is no context "${sources.context}" in ${sources.file}.`);
  const current = clusters.find(({ context, builtIn: isOwn }) => !isOwn && context === given?.currentContext);
  const first = asked ?? (own ? clusters[0] : current) ?? clusters[0];
  return { clusters, problems, ...(first ? { first: first.name } : {}) };
}

/** The cluster of that name. Throws a `StatusError` 404 when there is none. */
export function clusterNamed(name: string, sources: ClusterSources): Cluster {
  const { clusters, problems } = findClusters(sources);
  const found = clusters.find((cluster) => cluster.name === name);
  if (found) return found;
  const reason = problems.length > 0 ? ` ${problems.join(' ')}` : '';
  throw new StatusError(
    failure(404, 'NotFound', `Gantry knows no cluster "${name}".${reason}`, { name, kind: 'cluster' }),
  );
}

function attempt(file: string, problems: string[]): KubeconfigFile | undefined {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    const stamp = `${mtimeMs} ${size} ${ino}`;
    const known = cache.get(file);
    if (known?.stamp === stamp) return known.content;
    const content = readKubeconfig(readFileSync(file, 'utf8'), path.dirname(file));
    cache.set(file, { stamp, content });
    return content;
  } catch (error) {
    problems.push(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
