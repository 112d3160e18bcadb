using System.Runtime.InteropServices;
using Router.Channel;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Tables;

/// <summary>What is demanded of the payload of an opaque session, and what changes in it on its way to the session it is connected to.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct OpaqueSession
{
    /// <summary>Frame Relay: the DLCI of received frames at its place in the header, in host order; a header of 2 octets is the low half.</summary>
    [FieldOffset(0)]
    public uint Dlci;

    /// <summary>Frame Relay: the bits in which the DLCI of sent frames differs, at their place.</summary>
    [FieldOffset(4)]
    public uint DlciChange;

    /// <summary>ATM cells: most of them in one packet.</summary>
    [FieldOffset(0)]
    public uint MaxCells;

    /// <summary>That of a session.</summary>
    public static OpaqueSession Of(in L2tpSessionRecord record) => record.Payload switch
    {
        OpaquePayload.FrameRelay2 => Of(FrameRelay.Place2(record.Dlci), FrameRelay.Place2(record.NewDlci)),
        OpaquePayload.FrameRelay4 => Of(FrameRelay.Place4(record.Dlci), FrameRelay.Place4(record.NewDlci)),
        OpaquePayload.AtmCells => new OpaqueSession { MaxCells = record.MaxCells },
        _ => default,
    };

    private static OpaqueSession Of(uint dlci, uint newDlci) => new() { Dlci = dlci, DlciChange = dlci ^ newDlci };
}
