//! Rows from text, and the rules that each must keep.

use crate::row::Type;
use crate::tokens::{tokens, Token};
use crate::{Declaration, Group, How, Kind, Param, Place, Result, Row, Signature, Slot, Table};

/// Reads a file of rows. An error begins with the file and the line.
pub fn parse(file: &str, source: &str) -> Result<Group> {
    let mut parser = Parser { file, tokens: tokens(file, source)?, next: 0 };
    let group = parser.group()?;
    group.rows.iter().try_for_each(check)?;
    Ok(group)
}

struct Parser<'a> {
    file: &'a str,
    tokens: Vec<(Token, usize)>,
    next: usize,
}

impl Parser<'_> {
    fn place(&self) -> Place {
        let line = self.tokens.get(self.next).or(self.tokens.last()).map_or(1, |(_, line)| *line);
        Place { file: self.file.to_owned(), line }
    }

    fn fail<T>(&self, what: impl AsRef<str>) -> Result<T> {
        Err(format!("{}: {}", self.place(), what.as_ref()))
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn peek_is(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(found)) if found == word)
    }

    fn peek_sign(&self, sign: char) -> bool {
        self.peek() == Some(&Token::Sign(sign))
    }

    fn take_sign(&mut self, sign: char) -> bool {
        let found = self.peek_sign(sign);
        self.next += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.peek_is(word);
        self.next += usize::from(found);
        found
    }

    fn sign(&mut self, sign: char) -> Result<()> {
        if self.take_sign(sign) {
            return Ok(());
        }
        self.fail(format!("`{sign}` is missing"))
    }

    fn word(&mut self, what: &str) -> Result<String> {
        match self.peek().cloned() {
            Some(Token::Word(word)) => {
                self.next += 1;
                Ok(word)
            }
            _ => self.fail(format!("{what} is missing")),
        }
    }

    /// A string, or several in a row as in C.
    fn text(&mut self) -> Result<String> {
        let mut text = String::new();
        while let Some(Token::Text(part)) = self.peek() {
            text.push_str(part);
            self.next += 1;
        }
        if text.is_empty() {
            return self.fail("a string is missing");
        }
        Ok(text)
    }

    fn doc(&mut self) -> Result<String> {
        match self.peek().cloned() {
            Some(Token::Doc(doc)) if !doc.is_empty() => {
                self.next += 1;
                Ok(doc)
            }
            _ => self.fail("a doc comment /** ... */ is missing"),
        }
    }

    fn number(&mut self, what: &str) -> Result<u32> {
        let place = self.place();
        let word = self.word(what)?;
        word.parse().map_err(|_| format!("{place}: {what} is a number, not `{word}`"))
    }

    fn group(&mut self) -> Result<Group> {
        let intro = self.doc()?;
        if !self.take_word("NPY_GROUP") {
            return self.fail("NPY_GROUP(order, \"title\") is missing after the first comment");
        }
        self.sign('(')?;
        let order = self.number("the order of the group")?;
        self.sign(',')?;
        let title = self.text()?;
        self.sign(')')?;
        let mut rows = Vec::new();
        while self.peek().is_some() {
            rows.push(self.row()?);
        }
        Ok(Group { file: self.file.to_owned(), order, title, intro, rows })
    }

    fn row(&mut self) -> Result<Row> {
        let place = self.place();
        let doc = self.doc()?;
        if !self.take_word("NPY_API") {
            return self.fail("NPY_API(table, slot, how, since, NumPy's name) is missing after the doc comment");
        }
        self.sign('(')?;
        let table = self.table()?;
        self.sign(',')?;
        let slot = self.slot(table)?;
        self.sign(',')?;
        let how = self.how()?;
        self.sign(',')?;
        let since = self.version()?;
        self.sign(',')?;
        let legacy = if self.take_sign('-') { None } else { Some(self.word("NumPy's name")?) };
        self.sign(')')?;
        let mut explicit = None;
        let mut unchecked = None;
        let mut failure = None;
        loop {
            if self.take_word("NPY_LEGACY") {
                explicit = Some(self.signature()?);
            } else if self.take_word("NPY_UNCHECKED") {
                self.sign('(')?;
                unchecked = Some(self.text()?);
                self.sign(')')?;
            } else if self.take_word("NPY_FAILURE") {
                self.sign('(')?;
                failure = Some(self.word("what is returned with an exception")?);
                self.sign(')')?;
            } else {
                break;
            }
        }
        let declaration = self.declaration()?;
        Ok(Row { place, doc, table, slot, how, since, legacy, explicit, unchecked, failure, declaration })
    }

    fn table(&mut self) -> Result<Table> {
        let place = self.place();
        let name = self.word("the table")?;
        let table = Table::ALL.into_iter().find(|table| table.name() == name);
        table.ok_or_else(|| format!("{place}: there is no table `{name}`"))
    }

    fn slot(&mut self, table: Table) -> Result<Slot> {
        if matches!(table, Table::Macro | Table::Inline) {
            return Ok(Slot::Header(self.word("the header")?));
        }
        Ok(Slot::Number(self.number("the slot")?))
    }

    fn how(&mut self) -> Result<How> {
        let place = self.place();
        let word = self.word("how it is provided")?;
        let with_text = match word.as_str() {
            "DIRECT" => return Ok(How::Direct),
            "NATIVE" => return Ok(How::Native),
            "ADDED" => return Ok(How::Added),
            "ADAPTED" => How::Adapted,
            "REPLACED" => How::Replaced,
            "NOT_APPLICABLE" => How::NotApplicable,
            _ => {
                return Err(format!(
                    "{place}: `{word}` is not DIRECT, NATIVE, ADAPTED, REPLACED, NOT_APPLICABLE or ADDED"
                ))
            }
        };
        self.sign('(')?;
        let text = self.text()?;
        self.sign(')')?;
        Ok(with_text(text))
    }

    fn version(&mut self) -> Result<(u32, u32)> {
        let place = self.place();
        let word = self.word("the NumPy version")?;
        let parts = word.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        parts.filter(|version| *version >= (2, 0)).ok_or_else(|| format!("{place}: `{word}` is no version from 2.0 on"))
    }

    /// `(result, (parameters))` of NPY_LEGACY.
    fn signature(&mut self) -> Result<Signature> {
        self.sign('(')?;
        let result = self.ctype()?;
        self.sign(',')?;
        self.sign('(')?;
        let mut params = Vec::new();
        while !self.take_sign(')') {
            if !params.is_empty() {
                self.sign(',')?;
            }
            params.push(self.ctype()?);
        }
        if params == ["void"] {
            params.clear();
        }
        self.sign(')')?;
        Ok(Signature { result, params })
    }

    /// A type up to the next comma or parenthesis.
    fn ctype(&mut self) -> Result<Type> {
        let mut parts = Vec::new();
        loop {
            match self.peek().cloned() {
                Some(Token::Word(word)) => parts.push(word),
                Some(Token::Sign('*')) => parts.push("*".to_owned()),
                _ if parts.is_empty() => return self.fail("a type is missing"),
                _ => return Ok(spaced(&parts)),
            }
            self.next += 1;
        }
    }

    fn declaration(&mut self) -> Result<Declaration> {
        if self.take_word("extern") {
            let (ctype, name) = self.type_and_name()?;
            let is_array = self.take_sign('[');
            if is_array {
                self.number("the length of the array")?;
                self.sign(']')?;
            }
            self.sign(';')?;
            return Ok(Declaration::Variable { ctype, name, is_array });
        }
        let (mut kind, mut was_borrowed) = (Kind::Object, false);
        while let Some(Token::Word(word)) = self.peek() {
            match (word.as_str(), Kind::from_mark(word)) {
                (_, Some(found)) => kind = found,
                ("NPY_NEW", _) => was_borrowed = false,
                ("NPY_WAS_BORROWED", _) => was_borrowed = true,
                _ => break,
            }
            self.next += 1;
        }
        let (result, name) = self.type_and_name()?;
        self.sign('(')?;
        let mut params = Vec::new();
        if self.take_word("void") {
            if self.take_sign(')') {
                self.sign(';')?;
                return Ok(Declaration::Function { result, kind, name, params, was_borrowed });
            }
            self.next -= 1;
        }
        loop {
            params.push(self.param()?);
            if !self.take_sign(',') {
                break;
            }
        }
        self.sign(')')?;
        self.sign(';')?;
        Ok(Declaration::Function { result, kind, name, params, was_borrowed })
    }

    fn param(&mut self) -> Result<Param> {
        let mut param = Param::default();
        while let Some(Token::Word(word)) = self.peek().cloned() {
            match (word.as_str(), Kind::from_mark(&word)) {
                (_, Some(kind)) => param.kind = kind,
                ("NPY_STOLEN", _) => param.stolen = true,
                ("NPY_WAS_STOLEN", _) => param.was_stolen = true,
                ("NPY_OUT", _) => param.out = true,
                ("NPY_VIEW", _) => param.view = true,
                ("NPY_NULLABLE", _) => param.nullable = true,
                ("NPY_HANDLES" | "NPY_TOKEN", _) => {
                    self.next += 1;
                    self.sign('(')?;
                    let inner = self.word("what the mark is about")?;
                    if word == "NPY_HANDLES" {
                        param.handles = Some(inner);
                    } else {
                        param.token = Some(inner);
                    }
                    if !self.peek_sign(')') {
                        return self.fail("`)` is missing");
                    }
                }
                _ => break,
            }
            self.next += 1;
        }
        if param.token.is_some() {
            param.name = self.word("the name of the token")?;
            return Ok(param);
        }
        (param.ctype, param.name) = self.type_and_name()?;
        Ok(param)
    }

    /// A type and the name that it ends with.
    fn type_and_name(&mut self) -> Result<(Type, String)> {
        let place = self.place();
        let mut parts = Vec::new();
        loop {
            match self.peek().cloned() {
                Some(Token::Word(word)) => parts.push(word),
                Some(Token::Sign('*')) => parts.push("*".to_owned()),
                _ => break,
            }
            self.next += 1;
        }
        match parts.pop() {
            Some(name) if name != "*" && !parts.is_empty() => Ok((spaced(&parts), name)),
            _ => Err(format!("{place}: a type and a name are missing")),
        }
    }
}

/// `const`, `char`, `*` as `const char *`.
fn spaced(parts: &[String]) -> Type {
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() && !(text.ends_with('*')) {
            text.push(' ');
        }
        text.push_str(part);
    }
    text
}

/// Whether a type is a handle or an array of handles.
fn is_handle(ctype: &str) -> bool {
    ctype.trim_start_matches("const ").split([' ', '*']).next() == Some("HPy")
}

/// The rules that one row must keep.
fn check(row: &Row) -> Result<()> {
    let fail = |what: String| Err(format!("{}: {what}", row.place));
    if (row.table == Table::Hpy) != row.legacy.is_none() || (row.table == Table::Hpy) != (row.how == How::Added) {
        return fail("only rows of table `hpy` are ADDED and have `-` for NumPy's name".to_owned());
    }
    let name = row.declaration.name();
    if row.how.is_legacy_only() && row.legacy.as_deref() != Some(name) {
        return fail(format!("a row that is {} declares NumPy's own function, not `{name}`", row.how.phrase()));
    }
    let Declaration::Function { result, kind, params, was_borrowed, .. } = &row.declaration else {
        return Ok(());
    };
    if !is_handle(result) && result.split([' ', '*']).any(|word| word == "HPy") {
        return fail(format!("the result of `{name}` has an unknown mark: `{result}`"));
    }
    if !is_handle(result) && (*was_borrowed || *kind != Kind::Object) {
        return fail(format!("the result of `{name}` has a mark and is no handle"));
    }
    if is_handle(result) && result != "HPy" && row.explicit.is_none() && row.legacy.is_some() {
        return fail(format!("the result of `{name}` is an array of handles: NPY_LEGACY is missing"));
    }
    for param in params {
        let by_value = matches!(param.ctype.as_str(), "HPy" | "const HPy");
        let marked = param.stolen
            || param.was_stolen
            || param.out
            || param.nullable
            || param.handles.is_some()
            || param.kind != Kind::Object;
        let of = format!("parameter `{}` of `{name}`", param.name);
        if !is_handle(&param.ctype) && param.ctype.split([' ', '*']).any(|word| word == "HPy") {
            return fail(format!("{of} has an unknown mark: `{}`", param.ctype));
        }
        if marked && !is_handle(&param.ctype) {
            return fail(format!("{of} has a mark and is no handle"));
        }
        if (param.stolen || param.was_stolen) && !by_value {
            return fail(format!("{of} is stolen and so must be an `HPy`"));
        }
        if is_handle(&param.ctype) && !by_value && !param.out && param.handles.is_none() {
            return fail(format!("{of} needs NPY_OUT or NPY_HANDLES(count)"));
        }
        if (param.out || param.handles.is_some()) && by_value {
            return fail(format!("{of} has NPY_OUT or NPY_HANDLES and so must be a pointer"));
        }
        if param.out && param.ctype.starts_with("const") {
            return fail(format!("{of} is written to and so cannot be const"));
        }
    }
    let has_context = params.first().is_some_and(|param| param.ctype == "HPyContext *");
    let has_handles = is_handle(result) || params.iter().any(|param| is_handle(&param.ctype));
    if has_handles && !has_context {
        return fail(format!("`{name}` has handles and no `HPyContext *ctx` as its first parameter"));
    }
    Ok(())
}
