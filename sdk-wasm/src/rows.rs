//! Lists of entities as JavaScript arrays. An entity that did not change
//! keeps its object, and a list in which nothing changed keeps its array, so
//! that user interfaces can compare by identity.

use std::any::Any;
use std::sync::Arc;

use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::value;

/// One list, as it was last handed out.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// Keeps the entities, so that no address is used twice.
    entities: Vec<Arc<dyn Any>>,
    /// Address and place of each, by address.
    places: Vec<(usize, u32)>,
    array: Array,
}

impl Rows {
    /// The array for these entities.
    pub(crate) fn list<T: Serialize + 'static>(&mut self, entities: &[Arc<T>]) -> Array {
        self.list_with(entities, |entity| entity, |_, _, _| {})
    }

    /// The array for these entities, each written as the row it becomes and
    /// finished by hand.
    pub(crate) fn list_with<'a, T: 'static, R: Serialize>(
        &mut self,
        entities: &'a [Arc<T>],
        row: impl Fn(&'a T) -> R,
        finish: impl Fn(usize, &'a T, &JsValue),
    ) -> Array {
        let addresses: Vec<usize> = entities.iter().map(address).collect();
        if self.shows(&addresses) {
            return self.array.clone();
        }
        let fresh: Vec<usize> = (0..entities.len())
            .filter(|&at| self.find(addresses[at]).is_none())
            .collect();
        let rows: Vec<R> = fresh.iter().map(|&at| row(&entities[at])).collect();
        let made = Array::from(&value::from_json(&rows));
        for (nth, &at) in fresh.iter().enumerate() {
            finish(at, &entities[at], &made.get(nth as u32));
        }
        let kept = entities
            .iter()
            .map(|entity| Arc::clone(entity) as Arc<dyn Any>)
            .collect();
        self.replace(&addresses, kept, &made);
        self.array.clone()
    }

    /// The object of an entity that is in the list.
    pub(crate) fn object_of<T>(&self, entity: &Arc<T>) -> Option<JsValue> {
        self.find(address(entity))
    }

    fn shows(&self, addresses: &[usize]) -> bool {
        self.entities.len() == addresses.len()
            && self
                .entities
                .iter()
                .zip(addresses)
                .all(|(kept, new)| address(kept) == *new)
    }

    fn find(&self, address: usize) -> Option<JsValue> {
        let at = self
            .places
            .binary_search_by_key(&address, |place| place.0)
            .ok()?;
        Some(self.array.get(self.places[at].1))
    }

    fn replace(&mut self, addresses: &[usize], kept: Vec<Arc<dyn Any>>, made: &Array) {
        let array = Array::new_with_length(addresses.len() as u32);
        let mut next_made = 0;
        for (at, &address) in addresses.iter().enumerate() {
            let object = self.find(address).unwrap_or_else(|| {
                next_made += 1;
                made.get(next_made - 1)
            });
            array.set(at as u32, object);
        }
        self.places = addresses
            .iter()
            .enumerate()
            .map(|(at, &address)| (address, at as u32))
            .collect();
        self.places.sort_unstable();
        self.entities = kept;
        self.array = array;
    }
}

/// One entity, as it was last handed out.
#[derive(Debug, Default)]
pub(crate) struct Single(Option<(Arc<dyn Any>, JsValue)>);

impl Single {
    pub(crate) fn object<T: Serialize + 'static>(&mut self, entity: &Arc<T>) -> JsValue {
        match &self.0 {
            Some((kept, object)) if address(kept) == address(entity) => object.clone(),
            _ => {
                let object = value::from_json(&**entity);
                self.0 = Some((Arc::clone(entity) as Arc<dyn Any>, object.clone()));
                object
            }
        }
    }
}

fn address<T: ?Sized>(entity: &Arc<T>) -> usize {
    Arc::as_ptr(entity).cast::<()>() as usize
}
