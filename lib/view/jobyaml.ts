/** A stretch of a line of YAML, for colouring. */
export interface YamlToken {
  kind: 'key' | 'punctuation' | 'text' | 'number' | 'word' | 'plain';
  text: string;
}

const linePattern = /^(\s*)((?:- )*)(?:("[^"]*"|'[^']*'|[^\s"'#:][^:]*?)(:)(?=\s|$))?(\s*)(.*)$/;

/** Splits a line of block YAML, as a serializer writes it, into stretches to colour; joined, they are the line again. */
export function yamlTokens(line: string): YamlToken[] {
  const [, indent = '', dashes = '', key = '', colon = '', gap = '', value = ''] =
    linePattern.exec(line) ?? [];
  const tokens: YamlToken[] = [
    { kind: 'plain', text: indent },
    { kind: 'punctuation', text: dashes },
    { kind: 'key', text: key },
    { kind: 'punctuation', text: colon },
    { kind: 'plain', text: gap },
    { kind: kindOf(value), text: value },
  ];
  return tokens.filter(({ text }) => text !== '');
}

function kindOf(value: string): YamlToken['kind'] {
  if (/^[-+]?\d+(\.\d+)?$/.test(value)) return 'number';
  if (/^(true|false|null|~|\{\}|\[\]|[|>][-+]?)$/.test(value)) return 'word';
  return 'text';
}
