//! What several nodes share, for the time of one workload.

use anyhow::{Context, Result};
use pulse_services::{Nats, Postgres};
use serde_json::Value;

use crate::server::PATIENCE;

/// A PostgreSQL that waits for its disk, and a NATS.
#[derive(Debug)]
pub(crate) struct Services {
    _postgres: Postgres,
    nats: Nats,
    variables: [(&'static str, String); 4],
}

impl Services {
    pub(crate) fn start() -> Result<Self> {
        let (postgres, nats) = (Postgres::start_durable()?, Nats::start()?);
        let variables = [
            ("PULSE_DATABASE", postgres.database()?),
            ("PULSE_BUS", nats.url()),
            ("PULSE_MASTER_SECRET", SECRET.to_owned()),
            ("PULSE_DATABASE_CONNECTIONS", CONNECTIONS.to_owned()),
        ];
        Ok(Self {
            _postgres: postgres,
            nats,
            variables,
        })
    }

    /// What each node is told.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.variables
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }

    /// What nodes have sent to NATS so far, and got from it.
    pub(crate) fn bus_bytes(&self) -> Result<u64> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .build()
            .into();
        let mut answer = agent.get(self.nats.statistics_url()).call()?;
        let statistics: Value = answer.body_mut().read_json()?;
        let bytes = |name: &str| {
            statistics[name]
                .as_u64()
                .with_context(|| format!("NATS tells {name}"))
        };
        Ok(bytes("in_bytes")? + bytes("out_bytes")?)
    }
}

/// What it signs ends with the workload, and is on this machine alone.
const SECRET: &str = "the secret of a measurement, which is none";
/// The same for each node, however many there are.
const CONNECTIONS: &str = "16";
