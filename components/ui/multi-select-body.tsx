'use client';
import * as Popover from 'radix-ui/popover';
import { type KeyboardEvent, useId, useState } from 'react';
import { useMessages } from '@/components/messages/messages';
import { Button } from './button';
import styles from './combobox.module.css';
import fieldStyles from './field.module.css';
import { Icon } from './icon';
import { ListOption } from './list-option';
import type { MultiSelectProps } from './multi-select';

/** A choice of many that is open, and may be opened again. */
export function MultiSelectBody(props: MultiSelectProps & { home: HTMLElement | undefined }) {
  const { trigger, home, label, align = 'start' } = props;
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal container={home}>
        <Popover.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className={styles.popover}
        >
          <Choices {...props} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type ChoicesProps = Pick<MultiSelectProps, 'label' | 'chosen' | 'onChange' | 'options' | 'noneLabel'>;

function Choices({ label, chosen, onChange, options, noneLabel }: ChoicesProps) {
  const { ui } = useMessages();
  const id = useId();
  const [text, setText] = useState('');
  const [cursor, setCursor] = useState(0);
  const found = options.filter((option) =>
    (option.label ?? option.value).includes(text.trim().toLowerCase()),
  );
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setCursor((cursor + step + found.length) % found.length);
    } else if (event.key === 'Enter' && found[cursor]) {
      event.preventDefault();
      toggle(found[cursor].value);
    }
  };
  return (
    <>
      <div className={styles.search}>
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-label={label}
          aria-activedescendant={found[cursor] ? `${id}-${cursor}` : undefined}
          autoComplete="off"
          spellCheck={false}
          className={fieldStyles.control}
          placeholder={noneLabel}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setCursor(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={id} role="listbox" aria-multiselectable="true" aria-label={label} className={styles.list}>
        {found.map((option, index) => (
          <ListOption
            key={option.value}
            id={`${id}-${index}`}
            option={option}
            chosen={chosen.includes(option.value)}
            current={index === cursor}
            onChoose={() => toggle(option.value)}
            mark={
              <span className={styles.tick}>
                {chosen.includes(option.value) && <Icon name="check" size={14} />}
              </span>
            }
          />
        ))}
      </div>
      {found.length === 0 && <p className={styles.none}>{ui.nothingFound}</p>}
      {chosen.length > 0 && (
        <div className={styles.foot}>
          <Button tone="quiet" onClick={() => onChange([])}>
            {noneLabel}
          </Button>
        </div>
      )}
    </>
  );
}
