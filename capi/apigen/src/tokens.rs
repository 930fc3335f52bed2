//! A file of rows as tokens: C's, and doc comments.

use crate::{Place, Result};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// `/** ... */` as one paragraph.
    Doc(String),
    /// A name or a number, dots included: `ndarraytypes.h`, `2.0`, `...`.
    Word(String),
    /// The contents of a string literal.
    Text(String),
    /// Anything else.
    Sign(char),
}

/// The tokens of a file, each with its line.
pub(crate) fn tokens(file: &str, source: &str) -> Result<Vec<(Token, usize)>> {
    let mut found = Vec::new();
    let mut rest = source;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let fail = |what: &str| Err(format!("{}: {what}", Place { file: file.to_owned(), line }));
        let length = if first.is_whitespace() {
            first.len_utf8()
        } else if rest.starts_with("/*") {
            let Some(end) = rest.find("*/") else { return fail("the comment has no end") };
            if let Some(doc) = rest[..end].strip_prefix("/**") {
                found.push((Token::Doc(paragraph(doc)), line));
            }
            end + 2
        } else if first == '"' {
            let Some(end) = rest[1..].find(['"', '\n']).filter(|&end| rest[1..][end..].starts_with('"')) else {
                return fail("the string has no end");
            };
            if rest[1..=end].contains('\\') {
                return fail("a string here has no escapes");
            }
            found.push((Token::Text(rest[1..=end].to_owned()), line));
            end + 2
        } else if is_word(first) {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            found.push((Token::Word(rest[..end].to_owned()), line));
            end
        } else if "(),;*[]-".contains(first) {
            found.push((Token::Sign(first), line));
            1
        } else {
            return fail(&format!("`{first}` is not part of a row"));
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    Ok(found)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '.'
}

fn paragraph(comment: &str) -> String {
    let lines = comment.lines().map(|line| line.trim().trim_start_matches('*').trim());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
