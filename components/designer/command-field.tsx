'use client';
import { useState } from 'react';
import { useMessages } from '@/components/messages/messages';
import { IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { TextField } from '@/components/ui/text-field';
import { changeDocument } from '@/lib/view/documentchange';
import { type Path, valueAt, withValue } from '@/lib/view/documentvalue';
import { asLine, asWords, type Command, commandOf, shellCommand, splitWords } from '@/lib/view/formcommand';
import { Choice } from './choice';
import styles from './form.module.css';
import { useForm } from './form-context';

interface CommandFieldProps {
  path: Path;
  container: Record<string, unknown>;
}

/**
 * What a container runs, written as a line for a shell or as the list of words, and shown as the words that
 * result.
 */
export function CommandField({ path, container }: CommandFieldProps) {
  const { designer } = useMessages();
  const form = useForm();
  const texts = designer.containers;
  const command = commandOf(container);
  const [emptyAs, setEmptyAs] = useState<'shell' | 'list'>('shell');
  const mode = command.kind === 'none' ? emptyAs : command.kind;
  const errors = ['command', 'args'].flatMap((field) => {
    const list = container[field];
    const items = Array.isArray(list) ? list.map((_, at) => form.errorsAt([...path, field, at])) : [];
    return [form.errorsAt([...path, field]), ...items].filter(Boolean);
  });
  const change = (next: 'shell' | 'list') => {
    setEmptyAs(next);
    if (command.kind === 'none' || command.kind === next) return;
    const words = next === 'list' ? asWords(command) : shellCommand(asLine(asWords(command)));
    const without = withValue(form.value, [...path, 'args'], undefined);
    form.put(changeDocument(form.manifest, form.index, withValue(without, [...path, 'command'], words)));
  };
  return (
    <fieldset aria-label={texts.command} className={styles.group}>
      <div className={styles.heading}>
        <span className={styles.title}>{texts.command}</span>
        <Choice
          label={texts.command}
          value={mode}
          options={[
            { value: 'shell', label: texts.asLine },
            { value: 'list', label: texts.asList },
          ]}
          onChange={change}
        />
      </div>
      {mode === 'shell' ? (
        <ShellLine path={path} command={command} />
      ) : (
        <>
          <WordList path={[...path, 'command']} name="command" hint={texts.commandList} />
          <WordList path={[...path, 'args']} name="args" hint={texts.argsList} />
        </>
      )}
      {errors.length > 0 && <p className={styles.error}>{errors.join(' ')}</p>}
      <Outcome command={command} withoutImages={form.withoutImages} />
    </fieldset>
  );
}

function ShellLine({ path, command }: { path: Path; command: Command }) {
  const { designer } = useMessages();
  const { set } = useForm();
  const line = command.kind === 'shell' ? command.line : '';
  const lines = Math.min(12, Math.max(2, line.split('\n').length + (line.includes('\n') ? 1 : 0)));
  const write = (next: string) => {
    if (command.kind === 'shell' && next !== '') set([...path, command.field, 2], next);
    else set([...path, command.kind === 'shell' ? command.field : 'command'], shellCommand(next));
  };
  return (
    <TextField
      hideLabel
      mono
      lines={lines}
      label={designer.containers.asLine}
      hint={designer.containers.line}
      value={line}
      placeholder="echo hello"
      onChange={write}
    />
  );
}

/**
 * The words of `command` or `args`, one field each, and a field that takes a line apart into further ones.
 */
function WordList({ path, name, hint }: { path: Path; name: string; hint: string }) {
  const { designer } = useMessages();
  const { value, set } = useForm();
  const texts = designer.containers;
  const [line, setLine] = useState('');
  const found = valueAt(value, path);
  const words: unknown[] = Array.isArray(found) ? found : [];
  const add = () => {
    const added = splitWords(line) ?? [line];
    if (added.length > 0) set(path, [...words, ...added]);
    setLine('');
  };
  return (
    <div className={styles.words}>
      <span className={styles.name} data-set={words.length > 0 || undefined}>
        {name}
      </span>
      {words.map((word, position) => {
        const text = typeof word === 'string' ? word : JSON.stringify(word);
        return (
          // Words have no identity but their place.
          <div key={position} className={styles.row}>
            <TextField
              hideLabel
              mono
              lines={text.includes('\n') ? Math.min(8, text.split('\n').length + 1) : 1}
              label={texts.word(name, position + 1)}
              value={text}
              onChange={(next) => set([...path, position], next)}
            />
            <IconButton
              icon="close"
              label={texts.removeWord(text)}
              onClick={() => set([...path, position], undefined)}
            />
          </div>
        );
      })}
      <TextField
        hideLabel
        mono
        label={`${texts.addWord}: ${name}`}
        hint={words.length === 0 ? `${hint} ${texts.addWordHint}` : undefined}
        value={line}
        placeholder={texts.addWord}
        onChange={setLine}
        onBlur={() => line.trim() !== '' && add()}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (line.trim() !== '') add();
        }}
      />
    </div>
  );
}

/** The words the kernel gets, or what it means that there are none. */
function Outcome({ command, withoutImages }: { command: Command; withoutImages: boolean }) {
  const { containers: texts } = useMessages().designer;
  if (command.kind === 'none')
    return (
      <p className={withoutImages ? styles.warning : styles.hint}>
        {withoutImages && <Icon name="warning" size={14} />}
        {withoutImages ? texts.nothingHere : texts.nothing}
      </p>
    );
  const words = command.kind === 'list' ? command.words : [command.shell, '-c', command.line];
  return (
    <p className={styles.argv}>
      <span>{texts.runs}</span>
      {words.map((word, position) => (
        <code key={position}>{word}</code>
      ))}
    </p>
  );
}
