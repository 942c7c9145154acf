'use client';
import { useMemo } from 'react';
import { stringify } from 'yaml';
import { useMessages } from '@/components/messages/messages';
import { Button } from '@/components/ui/button';
import { useCopy } from '@/components/ui/clipboard';
import type { CronJob } from '@/lib/resources/cronjob/types';
import type { Job } from '@/lib/resources/job/types';
import { yamlTokens } from '@/lib/view/jobyaml';
import styles from './object-yaml.module.css';

interface ObjectYamlProps {
  object: Job | CronJob;
  /** What it is, where the object does not say so itself. */
  kind: 'Job' | 'CronJob';
  /** For screen readers. */
  label: string;
}

/** A Job or CronJob as the API has it, as YAML to read and copy. */
export function ObjectYaml({ object, kind, label }: ObjectYamlProps) {
  const { jobs } = useMessages();
  const [copied, copy] = useCopy();
  const text = useMemo(
    () => stringify(ordered(object, kind), { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false }),
    [object, kind],
  );
  const lines = useMemo(() => text.trimEnd().split('\n').map(yamlTokens), [text]);
  return (
    <div className={styles.yaml}>
      <div className={styles.tools}>
        <Button icon={copied ? 'check' : 'copy'} onClick={() => copy(text)}>
          {copied ? jobs.yaml.copied : jobs.yaml.copy}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section aria-label={label} tabIndex={0} className={styles.text}>
        <ol>
          {lines.map((tokens, at) => (
            <li key={at}>
              {tokens.map(({ kind, text: part }, place) => (
                <span key={place} data-kind={kind}>
                  {part}
                </span>
              ))}
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

/** In the order people write a manifest in. */
function ordered({ apiVersion, metadata, spec, status }: Job | CronJob, kind: string): object {
  const { name, namespace, labels, annotations, ...others } = metadata;
  const head = { name, namespace, labels, annotations, ...others };
  return { apiVersion: apiVersion ?? 'batch/v1', kind, metadata: head, spec, status };
}
