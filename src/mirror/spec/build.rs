//! From a literal to a layout, by the rules of `np.dtype`. Iterative: a frame waits for each layout that is not known yet.

use super::error::SpecError;
use super::fields::{repeated, united, Fields, Name, Shape};
use super::literal::{Children, NodeId, Tree, Value};
use super::text;
use crate::layout::{Layout, LayoutErrorKind, NPY_LAYOUT_MAX_RUNS};
use crate::mirror::scalars;
use std::vec::IntoIter;

/// Runs and loops that all layouts of one spec may have together.
const MAX_TOTAL_RUNS: usize = NPY_LAYOUT_MAX_RUNS;

/// What is to be converted next.
#[derive(Clone, Copy)]
enum Want {
    One(NodeId),
    /// A data type and what changes it: a shape, a size, or fields.
    Pair(NodeId, NodeId),
}

/// What comes out of a step: a layout, or what is needed before there can be one.
enum Step {
    Done(Layout),
    Wait(Want, bool),
}

/// A conversion that waits for a layout, and where its text begins.
struct Frame<'t> {
    position: usize,
    state: State<'t>,
}

enum State<'t> {
    List { next: Option<NodeId>, index: usize, current: Option<Heading<'t>>, fields: Fields<'t> },
    Dict { planned: IntoIter<Planned<'t>>, current: Option<Planned<'t>>, fields: Fields<'t>, itemsize: Option<isize> },
    Pair { base: Option<Layout>, second: NodeId },
}

/// The field of a list that is being converted.
struct Heading<'t> {
    name: Name<'t>,
    title: Option<&'t [u8]>,
}

/// A field of a dict.
#[derive(Clone, Copy)]
struct Planned<'t> {
    name: &'t [u8],
    title: Option<&'t [u8]>,
    format: NodeId,
    offset: Option<isize>,
    position: usize,
}

/// The layout that `root` describes.
pub(super) fn layout_of(tree: &Tree, root: NodeId, align: bool) -> Result<Layout, SpecError> {
    let mut builder = Builder { tree, frames: Vec::new(), runs: 0 };
    builder.run(root, align).map_err(|error| {
        let position = builder.frames.last().map_or(0, |frame| frame.position);
        error.at(position).within(builder.frames.iter().rev().filter_map(Frame::field))
    })
}

impl Frame<'_> {
    /// The name of the field that is being converted.
    fn field(&self) -> Option<&[u8]> {
        match &self.state {
            State::List { current: Some(heading), fields, .. } => Some(fields.text(&heading.name)),
            State::Dict { current: Some(planned), .. } => Some(planned.name),
            _ => None,
        }
    }
}

struct Builder<'t> {
    tree: &'t Tree,
    frames: Vec<Frame<'t>>,
    /// Runs and loops of all layouts so far: each level of nesting owns its own.
    runs: usize,
}

impl<'t> Builder<'t> {
    fn run(&mut self, root: NodeId, align: bool) -> Result<Layout, SpecError> {
        let mut step = Step::Wait(Want::One(root), align);
        loop {
            step = match step {
                Step::Wait(want, align) => self.begin(want, align)?,
                Step::Done(layout) => {
                    self.charge(&layout)?;
                    if self.frames.is_empty() {
                        return Ok(layout);
                    }
                    self.feed(layout)?
                }
            };
        }
    }

    /// Refuses what would take far more memory than its text.
    fn charge(&mut self, layout: &Layout) -> Result<(), SpecError> {
        let abi = layout.as_abi();
        self.runs += abi.run_count as usize + abi.loop_count as usize;
        if self.runs > MAX_TOTAL_RUNS {
            return Err(SpecError::layout(LayoutErrorKind::TooManyRuns));
        }
        Ok(())
    }

    fn push(&mut self, position: usize, state: State<'t>) -> Result<(), SpecError> {
        self.frames.try_reserve(1)?;
        self.frames.push(Frame { position, state });
        Ok(())
    }

    fn begin(&mut self, want: Want, align: bool) -> Result<Step, SpecError> {
        let id = match want {
            Want::One(id) => id,
            Want::Pair(first, second) => {
                self.push(self.tree.node(first).position, State::Pair { base: None, second })?;
                return Ok(Step::Wait(Want::One(first), align));
            }
        };
        let position = self.tree.node(id).position;
        match self.tree.value(id) {
            Value::None => Ok(Step::Done(scalars::default_type().layout()?)),
            Value::Str(range) | Value::Bytes(range) => {
                let text = self.tree.text(range);
                let converted = match std::str::from_utf8(text) {
                    Ok(text) => text::convert(text, align),
                    Err(_) => Err(SpecError::unknown(text)),
                };
                converted.map(Step::Done).map_err(|error| error.inside(position))
            }
            Value::Tuple(children) => match self.tree.array(*children) {
                Some([first, second]) if children.len == 2 => Ok(Step::Wait(Want::Pair(first, second), align)),
                _ => Err(SpecError::form("a data type tuple must have two elements").at(position)),
            },
            Value::List(children) => {
                let next = self.tree.iter(*children).next();
                self.push(position, State::List { next, index: 0, current: None, fields: Fields::new(align) })?;
                self.advance()
            }
            Value::Dict(children) => {
                let state = self.dict(*children, align).map_err(|error| error.at(position))?;
                self.push(position, state)?;
                self.advance()
            }
            Value::Bool(_) | Value::Int(_) => Err(SpecError::form("a number is no data type").at(position)),
        }
    }

    /// Gives `layout` to the frame that waits for it.
    fn feed(&mut self, layout: Layout) -> Result<Step, SpecError> {
        let tree = self.tree;
        match self.frames.last_mut().map(|frame| &mut frame.state) {
            None => return Ok(Step::Done(layout)),
            Some(State::Pair { base, second }) => {
                let position = tree.node(*second).position;
                let made = match base.take() {
                    Some(base) => united(base, &layout),
                    None => match shape(tree, *second) {
                        None => {
                            *base = Some(layout);
                            // NumPy does not hand `align` on to the second data type.
                            return Ok(Step::Wait(Want::One(*second), false));
                        }
                        Some(shape) => shape.and_then(|shape| repeated(&layout, &shape)),
                    },
                };
                let made = made.map_err(|error| error.at(position))?;
                self.frames.pop();
                return Ok(Step::Done(made));
            }
            Some(State::List { next, current, fields, index }) => {
                if let (Some(item), Some(Heading { name, title })) = (*next, current.as_ref()) {
                    let position = tree.node(item).position;
                    if layout.kind() == b'T' {
                        let message = "StringDType is not currently supported for structured dtype fields.";
                        return Err(SpecError::form(message).at(position));
                    }
                    fields.push(name.clone(), *title, None, layout).map_err(|error| error.at(position))?;
                    *current = None;
                    *next = tree.next(item);
                    *index += 1;
                }
            }
            Some(State::Dict { current, fields, .. }) => {
                if let Some(Planned { name, title, offset, position, .. }) = *current {
                    fields.push(Name::Given(name), title, offset, layout).map_err(|error| error.at(position))?;
                    *current = None;
                }
            }
        }
        self.advance()
    }

    /// Goes on with the next field of the innermost structure, or finishes it.
    fn advance(&mut self) -> Result<Step, SpecError> {
        let tree = self.tree;
        let layout = match self.frames.last_mut().map(|frame| &mut frame.state) {
            Some(State::List { next: Some(item), index, current, fields }) => {
                let position = tree.node(*item).position;
                let (heading, want) = heading(tree, *item, *index, fields).map_err(|error| error.at(position))?;
                *current = Some(heading);
                return Ok(Step::Wait(want, fields.is_aligned()));
            }
            Some(State::List { fields, .. }) => fields.finish(None)?,
            Some(State::Dict { planned, current, fields, itemsize }) => {
                *current = planned.next();
                match current {
                    Some(planned) => return Ok(Step::Wait(Want::One(planned.format), fields.is_aligned())),
                    None => fields.finish(*itemsize)?,
                }
            }
            Some(State::Pair { .. }) | None => return Err(SpecError::syntax("no structure is open")),
        };
        self.frames.pop();
        Ok(Step::Done(layout))
    }

    fn dict(&self, children: Children, align: bool) -> Result<State<'t>, SpecError> {
        let dict = Dict { tree: self.tree, children };
        let (planned, align, itemsize) = match (dict.get(b"names"), dict.get(b"formats")) {
            (Some(names), Some(formats)) => {
                let align = dict.aligned(align)?;
                (dict.plan(names, formats)?, align, dict.get(b"itemsize").map(|id| int(self.tree, id)).transpose()?)
            }
            _ => (dict.plan_by_name()?, align, None),
        };
        Ok(State::Dict { planned: planned.into_iter(), current: None, fields: Fields::new(align), itemsize })
    }
}

/// Name, title and data type of the `index`th item of a list.
fn heading<'t>(
    tree: &'t Tree,
    item: NodeId,
    index: usize,
    fields: &mut Fields<'t>,
) -> Result<(Heading<'t>, Want), SpecError> {
    let Value::Tuple(children) = tree.value(item) else {
        return Err(SpecError::form("field elements must be 2- or 3-tuples"));
    };
    let want = match (children.len, tree.array::<2>(*children), tree.array::<3>(*children)) {
        (2, Some([_, format]), _) => Want::One(format),
        (3, _, Some([_, format, shape])) => Want::Pair(format, shape),
        _ => return Err(SpecError::form("field elements must be 2- or 3-tuples")),
    };
    let first = tree.iter(*children).next();
    let (name, title) = match first.map(|first| tree.value(first)) {
        Some(Value::Str(range)) => (tree.text(range), None),
        Some(Value::Tuple(pair)) if pair.len == 2 => match tree.array(*pair) {
            Some([title, name]) => match tree.value(name) {
                Value::Str(range) => (tree.text(range), Some(title)),
                _ => return Err(SpecError::form("field name must be a str")),
            },
            None => return Err(SpecError::form("field name must be a str")),
        },
        _ => return Err(SpecError::form("first element of field tuple is neither a 2-tuple nor str")),
    };
    let name = match (name, title) {
        // A title in place of the name would be there twice.
        (b"", Some(_)) => return Err(SpecError::layout(LayoutErrorKind::DuplicateName)),
        (b"", None) => fields.numbered(index)?,
        (name, _) => Name::Given(name),
    };
    Ok((Heading { name, title: title.and_then(|title| as_text(tree, title)) }, want))
}

/// The text of a str; NumPy also takes other titles, which are no names.
fn as_text(tree: &Tree, id: NodeId) -> Option<&[u8]> {
    match tree.value(id) {
        Value::Str(range) => Some(tree.text(range)),
        _ => None,
    }
}

fn int(tree: &Tree, id: NodeId) -> Result<isize, SpecError> {
    let error = match tree.value(id) {
        Value::Int(Some(value)) => match isize::try_from(*value) {
            Ok(value) => return Ok(value),
            Err(_) => SpecError::layout(LayoutErrorKind::Overflow),
        },
        Value::Int(None) => SpecError::layout(LayoutErrorKind::Overflow),
        _ => SpecError::form("an integer is required"),
    };
    Err(error.at(tree.node(id).position))
}

/// The shape that `id` stands for, or None where it is to be read as a data type.
fn shape(tree: &Tree, id: NodeId) -> Option<Result<Shape, SpecError>> {
    let is_int = |id| matches!(tree.value(id), Value::Int(_) | Value::Bool(_));
    let children = match tree.value(id) {
        Value::Int(_) | Value::Bool(_) => return Some(length(tree, id).map(Shape::Count)),
        Value::Tuple(children) if tree.iter(*children).all(is_int) => *children,
        Value::List(children) if children.len > 0 && tree.iter(*children).all(is_int) => *children,
        _ => return None,
    };
    let mut dims = Vec::new();
    if let Err(error) = dims.try_reserve_exact(children.len as usize) {
        return Some(Err(error.into()));
    }
    for child in tree.iter(children) {
        match length(tree, child) {
            Ok(value) => dims.push(value),
            Err(error) => return Some(Err(error)),
        }
    }
    Some(Ok(Shape::Dims(dims)))
}

/// A length in a shape; a bool is none.
fn length(tree: &Tree, id: NodeId) -> Result<isize, SpecError> {
    match tree.value(id) {
        Value::Bool(_) => Err(SpecError::value("invalid shape in fixed-type tuple")),
        _ => int(tree, id),
    }
}

struct Dict<'t> {
    tree: &'t Tree,
    children: Children,
}

impl<'t> Dict<'t> {
    fn pairs(&self) -> impl Iterator<Item = (NodeId, NodeId)> + 't {
        let tree = self.tree;
        let mut ids = tree.iter(self.children);
        std::iter::from_fn(move || Some((ids.next()?, ids.next()?)))
    }

    /// The value of a key; where it is written twice, the last one, as in Python.
    fn get(&self, key: &[u8]) -> Option<NodeId> {
        self.pairs().filter(|(id, _)| as_text(self.tree, *id) == Some(key)).last().map(|(_, value)| value)
    }

    fn aligned(&self, align: bool) -> Result<bool, SpecError> {
        match self.get(b"aligned").map(|id| (id, self.tree.value(id))) {
            None | Some((_, Value::Bool(false))) => Ok(align),
            Some((_, Value::Bool(true))) => Ok(true),
            Some((id, _)) => {
                Err(SpecError::value("'aligned' entry is neither True nor False").at(self.tree.node(id).position))
            }
        }
    }

    /// The entries of a list or tuple.
    fn sequence(&self, id: NodeId) -> Result<Children, SpecError> {
        match self.tree.value(id) {
            Value::List(children) | Value::Tuple(children) => Ok(*children),
            _ => Err(SpecError::form("dict entry must be a list or a tuple").at(self.tree.node(id).position)),
        }
    }

    /// The form with `names`, `formats` and, if they are there, `offsets` and `titles`.
    fn plan(&self, names: NodeId, formats: NodeId) -> Result<Vec<Planned<'t>>, SpecError> {
        let names = self.sequence(names)?;
        let formats = self.sequence(formats)?;
        let offsets = self.get(b"offsets").map(|id| self.sequence(id)).transpose()?;
        let titles = self.get(b"titles").map(|id| self.sequence(id)).transpose()?;
        let is_short = |children: &Children| children.len < names.len;
        if is_short(&formats) || offsets.as_ref().is_some_and(is_short) || titles.as_ref().is_some_and(is_short) {
            return Err(SpecError::value(
                "'names', 'formats', 'offsets', and 'titles' dict entries must have the same length",
            ));
        }
        let tree = self.tree;
        let mut offsets = offsets.map(|children| tree.iter(children));
        let mut titles = titles.map(|children| tree.iter(children));
        let mut planned = Vec::new();
        planned.try_reserve_exact(names.len as usize)?;
        for (name, format) in tree.iter(names).zip(tree.iter(formats)) {
            let position = tree.node(name).position;
            let offset = offsets.as_mut().and_then(Iterator::next).map(|id| int(tree, id)).transpose()?;
            let title = titles.as_mut().and_then(Iterator::next).and_then(|id| as_text(tree, id));
            let name = as_text(tree, name).ok_or(SpecError::value("field names must be strings").at(position))?;
            planned.push(Planned { name, title, format, offset, position });
        }
        Ok(planned)
    }

    /// The form `{name: (format, offset[, title])}`, sorted by offset unless the key -1 lists the names.
    fn plan_by_name(&self) -> Result<Vec<Planned<'t>>, SpecError> {
        let tree = self.tree;
        let is_names = |id: NodeId| matches!(tree.value(id), Value::Int(Some(-1)));
        let order = self.pairs().filter(|(key, _)| is_names(*key)).last().map(|(_, value)| value);
        // Keys in the order of their text, the last of equal ones first.
        let mut entries: Vec<(&[u8], NodeId, u32)> = Vec::new();
        entries.try_reserve_exact(self.children.len as usize / 2)?;
        for (index, (key, value)) in self.pairs().enumerate().filter(|(_, (key, _))| !is_names(*key)) {
            let name = as_text(tree, key).ok_or(SpecError::value("field names must be strings"))?;
            entries.push((name, value, index as u32));
        }
        entries.sort_unstable_by(|a, b| a.0.cmp(b.0).then(b.2.cmp(&a.2)));
        let mut planned = Vec::new();
        if let Some(names) = order {
            let names = self.sequence(names)?;
            planned.try_reserve_exact(names.len as usize)?;
            for id in tree.iter(names) {
                let name = as_text(tree, id).unwrap_or_default();
                let first = entries.partition_point(|entry| entry.0 < name);
                match entries.get(first) {
                    Some(entry) if entry.0 == name => planned.push(self.planned(entry.0, entry.1)?),
                    _ => return Err(SpecError::value("a name is no key of the dict").at(tree.node(id).position)),
                }
            }
            return Ok(planned);
        }
        // Equal keys keep the place of the first and the value of the last.
        let mut places: Vec<(isize, u32, Planned<'t>)> = Vec::new();
        places.try_reserve_exact(entries.len())?;
        for same in entries.chunk_by(|a, b| a.0 == b.0) {
            let entry = self.planned(same[0].0, same[0].1)?;
            if entry.title != Some(entry.name) {
                places.push((entry.offset.unwrap_or(0), same[same.len() - 1].2, entry));
            }
        }
        places.sort_unstable_by_key(|place| (place.0, place.1));
        planned.try_reserve_exact(places.len())?;
        planned.extend(places.into_iter().map(|place| place.2));
        Ok(planned)
    }

    fn planned(&self, name: &'t [u8], entry: NodeId) -> Result<Planned<'t>, SpecError> {
        let tree = self.tree;
        let position = tree.node(entry).position;
        let Value::Tuple(children) = tree.value(entry) else {
            return Err(SpecError::value("entry not a 2- or 3- tuple").at(position));
        };
        let (format, offset, title) = match (children.len, tree.array::<2>(*children), tree.array::<3>(*children)) {
            (2, Some([format, offset]), _) => (format, offset, None),
            (3, _, Some([format, offset, title])) => (format, offset, as_text(tree, title)),
            _ => return Err(SpecError::value("entry not a 2- or 3- tuple").at(position)),
        };
        let offset = match tree.value(offset) {
            Value::Bool(value) => isize::from(*value),
            _ => int(tree, offset)?,
        };
        Ok(Planned { name, title, format, offset: Some(offset), position })
    }
}
