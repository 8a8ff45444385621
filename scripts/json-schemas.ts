// Generates JSON schemas from the types in server/lib/json-output.ts by their syntax alone: interfaces, literals, unions
// and arrays.
import ts from 'typescript';

export type Schema = Readonly<Record<string, unknown>>;
type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/** The schemas of the interfaces with a version, by file name: `CheckJson` becomes `check-1.schema.json`. */
export function jsonSchemas(text: string, home: string): ReadonlyMap<string, Schema> {
  const source = ts.createSourceFile('types.ts', text, ts.ScriptTarget.Latest, true);
  const declarations = new Map(
    source.statements
      .filter((each) => ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each))
      .map((each): [string, Declaration] => [each.name.text, each]),
  );
  const schemas = new Map<string, Schema>();
  for (const each of declarations.values()) {
    const version = ts.isInterfaceDeclaration(each) ? versionOf(each) : undefined;
    if (version === undefined) continue;
    const name = `${kebab(defName(each.name.text))}-${version}.schema.json`;
    schemas.set(name, { ...rootSchema(each, declarations), $id: `${home}/blob/main/schemas/${name}` });
  }
  return schemas;
}

function rootSchema(root: Declaration, declarations: ReadonlyMap<string, Declaration>): Schema {
  const generator = new Generator(declarations);
  const { description, ...schema } = generator.declared(root);
  const defs: Record<string, Schema> = {};
  // Adds definitions for the types that others refer to, until there are no more.
  for (const name of generator.named) {
    const declaration = declarations.get(name);
    if (!declaration) throw new Error(`${name} is not declared in the file`);
    defs[defName(name)] = generator.declared(declaration);
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: '',
    description,
    ...schema,
    $defs: defs,
  };
}

class Generator {
  /** The types referred to by the schemas so far. */
  readonly named = new Set<string>();

  constructor(private readonly declarations: ReadonlyMap<string, Declaration>) {}

  /** The schema of a declared type, open for added members. */
  declared(node: Declaration): Schema {
    const schema = ts.isInterfaceDeclaration(node) ? this.object(this.membersOf(node)) : this.type(node.type);
    return { ...commentOf(node), ...schema };
  }

  private membersOf(node: ts.InterfaceDeclaration): ts.TypeElement[] {
    const inherited = (node.heritageClauses ?? []).flatMap(({ types }) =>
      types.flatMap(({ expression }) => {
        const base = this.declarations.get(expression.getText());
        return base && ts.isInterfaceDeclaration(base) ? this.membersOf(base) : [];
      }),
    );
    return [...inherited, ...node.members];
  }

  private object(members: readonly ts.TypeElement[]): Schema {
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    for (const member of members) {
      if (!ts.isPropertySignature(member) || !member.type)
        throw new Error(`no schema for ${member.getText()}`);
      const name = member.name.getText();
      properties[name] = withComment(commentOf(member), this.type(member.type));
      if (!member.questionToken) required.push(name);
    }
    return { type: 'object', required, properties };
  }

  private type(node: ts.TypeNode): Schema {
    if (ts.isTypeOperatorNode(node) || ts.isParenthesizedTypeNode(node)) return this.type(node.type);
    if (ts.isArrayTypeNode(node)) return { type: 'array', items: this.type(node.elementType) };
    if (ts.isTypeLiteralNode(node)) return this.object([...node.members]);
    if (ts.isUnionTypeNode(node)) return this.union(node.types);
    if (ts.isLiteralTypeNode(node)) return { const: literalOf(node) };
    if (ts.isTypeReferenceNode(node)) {
      this.named.add(node.typeName.getText());
      return { $ref: `#/$defs/${defName(node.typeName.getText())}` };
    }
    switch (node.kind) {
      case ts.SyntaxKind.StringKeyword:
        return { type: 'string' };
      case ts.SyntaxKind.BooleanKeyword:
        return { type: 'boolean' };
      case ts.SyntaxKind.NumberKeyword:
        // All numbers in the output are counts.
        return { type: 'integer', minimum: 0 };
      default:
        throw new Error(`no schema for ${node.getText()}`);
    }
  }

  private union(types: readonly ts.TypeNode[]): Schema {
    if (types.every(ts.isLiteralTypeNode)) return { enum: types.map(literalOf) };
    const schemas = types.map((each) => (isNull(each) ? { type: 'null' } : this.type(each)));
    const [first, ...others] = schemas;
    // A nullable primitive type keeps its constraints, because a pattern applies only to strings.
    if ('type' in first && first.type !== 'object' && others.length === 1 && isNull(types[1]))
      return { ...first, type: [first.type, 'null'] };
    return { anyOf: schemas };
  }
}

function isNull(node: ts.TypeNode): boolean {
  return ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword;
}

function literalOf({ literal }: ts.LiteralTypeNode): string | number | null {
  if (literal.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isStringLiteral(literal)) return literal.text;
  if (ts.isNumericLiteral(literal)) return Number(literal.text);
  throw new Error(`no schema for ${literal.getText()}`);
}

function versionOf({ members }: ts.InterfaceDeclaration): number | undefined {
  const version = members.find((each) => each.name?.getText() === 'version');
  if (!version || !ts.isPropertySignature(version) || !version.type) return undefined;
  return ts.isLiteralTypeNode(version.type) ? Number(literalOf(version.type)) : undefined;
}

/** A declaration's comment as its description, and its tags as keywords: `@minimum 1`, `@pattern ^a`. */
function commentOf(node: ts.Node): Schema {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
  const description = ts.getTextOfJSDocComment(comment?.comment)?.replace(/\s+/g, ' ').trim();
  const keywords = (comment?.tags ?? []).map((tag): [string, unknown] => {
    const value = ts.getTextOfJSDocComment(tag.comment) ?? '';
    return [tag.tagName.text, tag.tagName.text === 'minimum' ? Number(value) : value];
  });
  return {
    ...(description !== undefined && description !== '' && { description }),
    ...Object.fromEntries(keywords),
  };
}

/** The comment takes precedence over the type. */
function withComment(comment: Schema, schema: Schema): Schema {
  return { ...comment, ...schema, ...comment };
}

const defName = (name: string): string => {
  const short = name.replace(/(?:Json|Text)$/, '');
  return short.charAt(0).toLowerCase() + short.slice(1);
};

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
