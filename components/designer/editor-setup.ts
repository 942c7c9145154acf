import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/register.all';
import 'monaco-editor/languages/definitions/yaml/register';
import { configureMonacoYaml, type JSONSchema } from 'monaco-yaml';
import { cronJobStrategy } from '@/lib/resources/cronjob/strategy';
import { apiVersionOf } from '@/lib/resources/kind';
import { definitions } from '@/lib/resources/schema/definitions';
import { strategies } from '@/lib/resources/strategies';
import { manifestSchema } from '@/lib/view/formschema';

/** Kinds people do not write by hand are left out of completion. */
const unwritten = new Set(['Event', 'Lease', 'Node']);

/** Where the editor's model lives; completion applies to files of this ending. */
export const modelPath = 'file:///manifest.yaml';

let isReady = false;

/** Makes Monaco know YAML manifests: completion and hover from the schemas of the API. Once per page. */
export function setUpEditor(): typeof monaco {
  if (isReady) return monaco;
  isReady = true;
  self.MonacoEnvironment = { getWorker: (_id: string, label: string) => startWorker(label) };
  const kinds = strategies
    .filter(({ resource }) => !unwritten.has(resource.kind))
    .map(({ resource, schema, aliasVersions = [] }) => ({
      kind: resource.kind,
      schema,
      apiVersions: [resource.version, ...aliasVersions].map((version) =>
        apiVersionOf({ ...resource, version }),
      ),
    }));
  configureMonacoYaml(withOldWorkers(), {
    enableSchemaRequest: false,
    // The problems shown are the API server's own, found by its code; a second opinion would only repeat them
    // in other words.
    validate: false,
    completion: true,
    hover: true,
    format: { enable: false },
    yamlVersion: '1.1',
    schemas: [
      {
        uri: `kube://${cronJobStrategy.resource.group}.json`,
        fileMatch: ['*.yaml'],
        schema: manifestSchema(definitions, kinds) as JSONSchema,
      },
    ],
  });
  return monaco;
}

// Bundlers find workers by these very words.
function startWorker(label: string): Worker {
  return label === 'yaml'
    ? new Worker(new URL('./yaml.worker.ts', import.meta.url), { type: 'module', name: label })
    : new Worker(new URL('./editor.worker.ts', import.meta.url), { type: 'module', name: label });
}

interface OldWorkerOptions {
  moduleId?: string;
  label?: string;
  createData?: unknown;
  host?: Record<string, (...args: unknown[]) => unknown>;
  keepIdleModels?: boolean;
}

/** monaco-yaml asks for workers as Monaco up to 0.54 gave them: by name, with data to begin with. */
function withOldWorkers(): typeof monaco {
  const createWebWorker = ({ label = '', createData, host, keepIdleModels }: OldWorkerOptions) => {
    const worker = startWorker(label);
    worker.postMessage('ignore');
    worker.postMessage(createData);
    return monaco.editor.createWebWorker({ worker, host, keepIdleModels });
  };
  return { ...monaco, editor: { ...monaco.editor, createWebWorker } } as unknown as typeof monaco;
}
