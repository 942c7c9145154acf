'use client';
import { useMemo } from 'react';
import { stringify } from 'yaml';
import { useMessages } from '@/components/messages/messages';
import { Button } from '@/components/ui/button';
import { useCopy } from '@/components/ui/clipboard';
import type { Job } from '@/lib/resources/job/types';
import { yamlTokens } from '@/lib/view/jobyaml';
import styles from './job-view.module.css';

/** The Job as the API has it, as YAML to read and copy. */
export function JobYaml({ job }: { job: Job }) {
  const { jobs } = useMessages();
  const [copied, copy] = useCopy();
  const text = useMemo(
    () => stringify(ordered(job), { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false }),
    [job],
  );
  const lines = useMemo(() => text.trimEnd().split('\n').map(yamlTokens), [text]);
  return (
    <div className={styles.yaml}>
      <div className={styles.yamlTools}>
        <Button icon={copied ? 'check' : 'copy'} onClick={() => copy(text)}>
          {copied ? jobs.yaml.copied : jobs.yaml.copy}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section aria-label={jobs.yaml.label} tabIndex={0} className={styles.yamlText}>
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
function ordered({ apiVersion, kind, metadata, spec, status }: Job): object {
  const { name, namespace, labels, annotations, ...others } = metadata;
  const head = { name, namespace, labels, annotations, ...others };
  return { apiVersion: apiVersion ?? 'batch/v1', kind: kind ?? 'Job', metadata: head, spec, status };
}
