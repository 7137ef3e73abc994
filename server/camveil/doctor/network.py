"""Whether video finds a way between two programs on this machine."""

import asyncio
from collections.abc import Iterator
from typing import Final

from aioice import ice
from aiortc import RTCPeerConnection

from camveil.doctor.finding import Finding, broken, fine
from camveil.doctor.patient import Patient
from camveil.errors import NoNetworkInterface

CONNECTS_WITHIN_S: Final = 5.0


def check_network(patient: Patient) -> Iterator[Finding]:
    """Candidates for ICE, and a connection between two peers of our own."""
    addresses = ice.get_host_addresses(use_ipv4=True, use_ipv6=True)
    if not addresses:
        yield broken(str(NoNetworkInterface()), "Connect to any network.", candidates=0)
        return
    facts = {"candidates": len(addresses)}
    if asyncio.run(connects()):
        yield fine("Two programs on this machine reach each other over WebRTC.", **facts)
    else:
        yield broken(
            "Two programs on this machine do not reach each other over WebRTC.",
            "Let a firewall pass UDP between this machine's own addresses.",
            **facts,
        )


async def connects(within_s: float = CONNECTS_WITHIN_S) -> bool:
    """Whether a data channel opens between two peers in this process."""
    here, there = RTCPeerConnection(), RTCPeerConnection()
    opened = asyncio.Event()
    there.on("datachannel", lambda _channel: opened.set())
    here.createDataChannel("doctor")
    try:
        await here.setLocalDescription(await here.createOffer())
        await there.setRemoteDescription(here.localDescription)
        await there.setLocalDescription(await there.createAnswer())
        await here.setRemoteDescription(there.localDescription)
        async with asyncio.timeout(within_s):
            await opened.wait()
    except TimeoutError:
        return False
    finally:
        await asyncio.gather(here.close(), there.close())
    return True
