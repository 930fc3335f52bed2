//! Python literals: strings, integers, True, False, None, and nested lists, tuples and dicts of them.
//!
//! The tree lies in one vector and is read and dropped without recursion, so that nesting costs no stack.

use super::error::SpecError;
use crate::layout::{LayoutErrorKind, NPY_LAYOUT_MAX_DEPTH};
use std::ops::Range;

/// Brackets that may be open at once. No way to write one level of a layout takes more than four.
const MAX_OPEN: usize = 4 * NPY_LAYOUT_MAX_DEPTH as usize;

/// Index of a node in its tree.
pub(super) type NodeId = u32;

const NO_NODE: NodeId = NodeId::MAX;

/// A parsed literal.
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// The strings, decoded: UTF-8 in which a lone surrogate has its three bytes.
    text: Vec<u8>,
}

/// One value in the tree.
pub(super) struct Node {
    pub(super) value: Value,
    /// Byte in the source where the value begins.
    pub(super) position: usize,
    next: NodeId,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub(super) enum Value {
    None,
    Bool(bool),
    /// None when it does not fit in 64 bits.
    Int(Option<i64>),
    Str(Range<usize>),
    Bytes(Range<usize>),
    List(Children),
    Tuple(Children),
    /// Keys and values in turn.
    Dict(Children),
}

/// The children of a node, linked to each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Children {
    first: NodeId,
    pub(super) len: u32,
}

impl Tree {
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    pub(super) fn value(&self, id: NodeId) -> &Value {
        &self.node(id).value
    }

    pub(super) fn text(&self, range: &Range<usize>) -> &[u8] {
        &self.text[range.clone()]
    }

    pub(super) fn iter(&self, children: Children) -> impl Iterator<Item = NodeId> + '_ {
        let mut next = children.first;
        std::iter::from_fn(move || {
            let id = (next != NO_NODE).then_some(next)?;
            next = self.node(id).next;
            Some(id)
        })
    }

    /// The first `N` children; None where there are fewer.
    pub(super) fn array<const N: usize>(&self, children: Children) -> Option<[NodeId; N]> {
        let mut ids = [NO_NODE; N];
        let mut found = self.iter(children);
        for id in &mut ids {
            *id = found.next()?;
        }
        Some(ids)
    }

    /// The node after `id` among its siblings.
    pub(super) fn next(&self, id: NodeId) -> Option<NodeId> {
        let next = self.node(id).next;
        (next != NO_NODE).then_some(next)
    }
}

/// Parses `source`, which holds one literal and blanks around it.
pub(super) fn parse(source: &str) -> Result<(Tree, NodeId), SpecError> {
    if source.len() >= NO_NODE as usize {
        return Err(SpecError::layout(LayoutErrorKind::Overflow));
    }
    let mut parser = Parser {
        source: source.as_bytes(),
        position: 0,
        tree: Tree { nodes: Vec::new(), text: Vec::new() },
        open: Vec::new(),
    };
    let root = parser.run().map_err(|(position, error)| error.at(position))?;
    Ok((parser.tree, root))
}

/// A bracket that is not closed yet.
struct Open {
    bracket: u8,
    position: usize,
    children: Children,
    last: NodeId,
    /// A comma was seen: parentheses make a tuple.
    comma: bool,
}

struct Parser<'s> {
    source: &'s [u8],
    position: usize,
    tree: Tree,
    open: Vec<Open>,
}

type Located<T> = Result<T, (usize, SpecError)>;

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.source.get(self.position).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r' | b'\x0C')) {
            self.position += 1;
        }
    }

    fn fail<T>(&self, message: &'static str) -> Located<T> {
        Err((self.position, SpecError::syntax(message)))
    }

    fn add(&mut self, value: Value, position: usize) -> Located<NodeId> {
        let id = self.tree.nodes.len() as NodeId;
        self.tree.nodes.try_reserve(1).map_err(|e| (position, e.into()))?;
        self.tree.nodes.push(Node { value, position, next: NO_NODE });
        Ok(id)
    }

    fn run(&mut self) -> Located<NodeId> {
        loop {
            self.skip_blanks();
            let mut value = match self.peek() {
                Some(bracket @ (b'[' | b'(' | b'{')) => {
                    self.open(bracket)?;
                    continue;
                }
                Some(b']' | b')' | b'}') => self.close()?,
                _ => self.atom()?,
            };
            // A closed bracket is a value in the bracket around it.
            loop {
                self.skip_blanks();
                let Some(open) = self.open.last_mut() else {
                    return match self.peek() {
                        None => Ok(value),
                        Some(_) => self.fail("unexpected text after the literal"),
                    };
                };
                match open.last {
                    NO_NODE => open.children.first = value,
                    last => self.tree.nodes[last as usize].next = value,
                }
                open.last = value;
                open.children.len += 1;
                let is_key = open.bracket == b'{' && open.children.len % 2 == 1;
                match self.source.get(self.position) {
                    Some(b':') if is_key => break self.position += 1,
                    _ if is_key => return self.fail("expected ':' after a dict key"),
                    Some(b',') => {
                        open.comma = true;
                        break self.position += 1;
                    }
                    Some(b']' | b')' | b'}') => value = self.close()?,
                    Some(_) => return self.fail("expected ',' or a closing bracket"),
                    None => return self.fail("bracket was never closed"),
                }
            }
        }
    }

    fn open(&mut self, bracket: u8) -> Located<()> {
        let position = self.position;
        if self.open.len() >= MAX_OPEN {
            return Err((position, SpecError::layout(LayoutErrorKind::TooDeep)));
        }
        self.open.try_reserve(1).map_err(|e| (position, e.into()))?;
        let children = Children { first: NO_NODE, len: 0 };
        self.open.push(Open { bracket, position, children, last: NO_NODE, comma: false });
        self.position += 1;
        Ok(())
    }

    /// Closes the innermost bracket and gives its value.
    fn close(&mut self) -> Located<NodeId> {
        let Some(open) = self.open.last() else {
            return self.fail("closing bracket without an opening one");
        };
        let expected = match open.bracket {
            b'[' => b']',
            b'(' => b')',
            _ => b'}',
        };
        if self.peek() != Some(expected) {
            return self.fail("closing bracket does not match the opening one");
        }
        if open.bracket == b'{' && open.children.len % 2 == 1 {
            return self.fail("dict key without a value");
        }
        let (bracket, position, children) = (open.bracket, open.position, open.children);
        let is_parenthesized = bracket == b'(' && children.len == 1 && !open.comma;
        self.open.pop();
        self.position += 1;
        match bracket {
            _ if is_parenthesized => Ok(children.first),
            b'[' => self.add(Value::List(children), position),
            b'(' => self.add(Value::Tuple(children), position),
            _ => self.add(Value::Dict(children), position),
        }
    }

    fn atom(&mut self) -> Located<NodeId> {
        let position = self.position;
        let rest = &self.source[position..];
        let value = match rest {
            [b'\'' | b'"', ..] | [b'u' | b'U' | b'b' | b'B', b'\'' | b'"', ..] => self.strings()?,
            [b'0'..=b'9' | b'+' | b'-', ..] => self.int()?,
            _ => {
                let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
                let value = match &rest[..length] {
                    b"None" => Value::None,
                    b"True" => Value::Bool(true),
                    b"False" => Value::Bool(false),
                    _ if rest.is_empty() => return self.fail("unexpected end of the text"),
                    _ => return self.fail("expected a literal: a string, an integer, a list, a tuple or a dict"),
                };
                self.position += length;
                value
            }
        };
        self.add(value, position)
    }

    /// An integer with its sign, in any of Python's bases.
    fn int(&mut self) -> Located<Value> {
        let negative = self.peek() == Some(b'-');
        if matches!(self.peek(), Some(b'-' | b'+')) {
            self.position += 1;
            self.skip_blanks();
        }
        let rest = &self.source[self.position..];
        let (base, prefix) = match rest {
            [b'0', b'x' | b'X', ..] => (16, 2),
            [b'0', b'o' | b'O', ..] => (8, 2),
            [b'0', b'b' | b'B', ..] => (2, 2),
            _ => (10, 0),
        };
        let mut value = Some(0i64);
        let mut length = prefix;
        let mut after_digit = prefix > 0;
        let mut count = 0;
        while let Some(&byte) = rest.get(length) {
            if let Some(digit) = char::from(byte).to_digit(base) {
                let signed = if negative { -i64::from(digit) } else { i64::from(digit) };
                value = value.and_then(|v| v.checked_mul(i64::from(base))?.checked_add(signed));
                after_digit = true;
                count += 1;
            } else if byte == b'_' && after_digit {
                after_digit = false;
            } else {
                break;
            }
            length += 1;
        }
        let leading_zero = base == 10 && count > 1 && rest[0] == b'0' && value != Some(0);
        let is_word = rest.get(length).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
        if count == 0 || !after_digit || leading_zero || is_word {
            return self.fail("invalid integer");
        }
        self.position += length;
        Ok(Value::Int(value))
    }

    /// A string, or several that follow each other.
    fn strings(&mut self) -> Located<Value> {
        let start = self.tree.text.len();
        let is_bytes = matches!(self.peek(), Some(b'b' | b'B'));
        loop {
            if self.peek().is_some_and(|b| b.is_ascii_alphabetic()) {
                self.position += 1;
            }
            self.string(is_bytes)?;
            let end = self.position;
            self.skip_blanks();
            match &self.source[self.position..] {
                [b'\'' | b'"', ..] | [b'u' | b'U', b'\'' | b'"', ..] if !is_bytes => {}
                [b'b' | b'B', b'\'' | b'"', ..] if is_bytes => {}
                _ => {
                    self.position = end;
                    break;
                }
            }
        }
        let range = start..self.tree.text.len();
        Ok(if is_bytes { Value::Bytes(range) } else { Value::Str(range) })
    }

    /// One quoted string; its text is appended to the tree's.
    fn string(&mut self, is_bytes: bool) -> Located<()> {
        let quote = self.source[self.position];
        let opening = self.position;
        self.position += 1;
        loop {
            // What needs no decoding is copied in one piece.
            let rest = &self.source[self.position..];
            let plain = rest.iter().take_while(|&&b| b != quote && b != b'\\' && b != b'\n' && b != b'\r').count();
            self.push(&rest[..plain])?;
            self.position += plain;
            match rest.get(plain) {
                Some(b'\\') => self.escape(is_bytes)?,
                Some(&b) if b == quote => {
                    self.position += 1;
                    return Ok(());
                }
                _ => return Err((opening, SpecError::syntax("string was never closed"))),
            }
        }
    }

    fn push(&mut self, bytes: &[u8]) -> Located<()> {
        self.tree.text.try_reserve(bytes.len()).map_err(|e| (self.position, e.into()))?;
        self.tree.text.extend_from_slice(bytes);
        Ok(())
    }

    /// The escape sequence at the backslash under the cursor.
    fn escape(&mut self, is_bytes: bool) -> Located<()> {
        let rest = &self.source[self.position + 1..];
        let Some(&letter) = rest.first() else {
            return self.fail("string was never closed");
        };
        let single = match letter {
            b'\\' | b'\'' | b'"' => Some(letter),
            b'a' => Some(0x07),
            b'b' => Some(0x08),
            b'f' => Some(0x0C),
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'v' => Some(0x0B),
            _ => None,
        };
        if let Some(byte) = single {
            self.position += 2;
            return self.push(&[byte]);
        }
        let (code, length) = match letter {
            // A backslash at the end of a line joins the next one.
            b'\n' | b'\r' => {
                self.position += if rest.starts_with(b"\r\n") { 3 } else { 2 };
                return Ok(());
            }
            b'0'..=b'7' => {
                let count = rest.iter().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
                (number(&rest[..count], 8), count)
            }
            b'x' => (rest.get(1..3).and_then(|digits| number(digits, 16)), 3),
            b'u' if !is_bytes => (rest.get(1..5).and_then(|digits| number(digits, 16)), 5),
            b'U' if !is_bytes => (rest.get(1..9).and_then(|digits| number(digits, 16)), 9),
            b'N' if !is_bytes => return self.fail("named characters are not supported"),
            // As in Python, the backslash stays where it means nothing.
            _ => {
                self.position += 1;
                return self.push(b"\\");
            }
        };
        match code {
            Some(code) if is_bytes => self.push(&[code as u8])?,
            Some(code) if code <= 0x10_FFFF => {
                let mut buffer = [0; 4];
                let length = encode(code, &mut buffer);
                self.push(&buffer[..length])?;
            }
            _ => return self.fail("invalid escape sequence"),
        }
        self.position += 1 + length;
        Ok(())
    }
}

/// The number that `digits`, which are few, spell.
fn number(digits: &[u8], base: u32) -> Option<u32> {
    digits.iter().try_fold(0, |value: u32, &b| Some(value * base + char::from(b).to_digit(base)?))
}

/// UTF-8 of any code point, surrogates included.
fn encode(code: u32, buffer: &mut [u8; 4]) -> usize {
    match char::from_u32(code) {
        Some(c) => c.encode_utf8(buffer).len(),
        None => {
            buffer[0] = 0xE0 | (code >> 12) as u8;
            buffer[1] = 0x80 | (code >> 6 & 0x3F) as u8;
            buffer[2] = 0x80 | (code & 0x3F) as u8;
            3
        }
    }
}
