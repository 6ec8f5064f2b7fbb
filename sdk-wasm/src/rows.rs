//! Lists of entities as JavaScript arrays. An entity that did not change
//! keeps its object, and a list in which nothing changed keeps its array, so
//! that user interfaces can compare by identity.

use std::any::Any;
use std::sync::Arc;

use js_sys::{Array, Map};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::value;

/// One list, as it was last handed out.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// Keeps the entities, so that no address is used twice.
    entities: Vec<Arc<dyn Any>>,
    /// Their objects, by address.
    objects: Map,
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
        self.update(
            &entities.iter().map(address).collect::<Vec<_>>(),
            &|at| Arc::clone(&entities[at]) as Arc<dyn Any>,
            &|fresh| {
                let rows: Vec<R> = fresh.iter().map(|&at| row(&entities[at])).collect();
                value::from_json(&rows)
            },
            &|at, object| finish(at, &entities[at], object),
        )
    }

    /// The object of an entity that is in the list.
    pub(crate) fn object_of<T>(&self, entity: &Arc<T>) -> Option<JsValue> {
        self.find(address(entity))
    }

    /// The part that is the same for every type, and so is there once.
    fn update(
        &mut self,
        addresses: &[usize],
        keep: &dyn Fn(usize) -> Arc<dyn Any>,
        make: &dyn Fn(&[usize]) -> JsValue,
        finish: &dyn Fn(usize, &JsValue),
    ) -> Array {
        if self.shows(addresses) {
            return self.array.clone();
        }
        let fresh: Vec<usize> = (0..addresses.len())
            .filter(|&at| self.find(addresses[at]).is_none())
            .collect();
        let made = Array::from(&make(&fresh));
        for (nth, &at) in fresh.iter().enumerate() {
            finish(at, &made.get(nth as u32));
        }
        let kept = (0..addresses.len()).map(keep).collect();
        self.replace(addresses, kept, &made);
        self.array.clone()
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
        let object = self.objects.get(&(address as f64).into());
        (!object.is_undefined()).then_some(object)
    }

    fn replace(&mut self, addresses: &[usize], kept: Vec<Arc<dyn Any>>, made: &Array) {
        let array = Array::new_with_length(addresses.len() as u32);
        let objects = Map::new();
        let mut next_made = 0;
        for (at, &address) in addresses.iter().enumerate() {
            let object = self.find(address).unwrap_or_else(|| {
                next_made += 1;
                made.get(next_made - 1)
            });
            objects.set(&(address as f64).into(), &object);
            array.set(at as u32, object);
        }
        self.objects = objects;
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
