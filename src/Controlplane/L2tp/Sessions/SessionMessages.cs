using System.Buffers.Binary;
using Router.Configuration;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Sessions;

/// <summary>Builds the messages of sessions (RFC 2661 6.6 to 6.14, RFC 3931 6.6 to 6.14).</summary>
/// <param name="writer">Where they are built.</param>
internal sealed class SessionMessages(ControlMessageWriter writer)
{
    /// <summary>ICRQ or OCRQ.</summary>
    /// <param name="session">The session.</param>
    public void Request(L2tpSession session)
    {
        Begin(session, session.IsOutgoingCall ? MessageType.OutgoingCallRequest : MessageType.IncomingCallRequest);
        L2tpCallParameters local = session.Local;
        AddIds(session);
        writer.Add32(AvpType.SerialNumber, session.SerialNumber);
        if (session.Tunnel.Version == 3)
        {
            writer.Add16(AvpType.PseudowireType, (ushort)local.PseudowireType);
            writer.AddOctets(AvpType.RemoteEndId, local.RemoteEndId);
            AddCircuitStatus(session);
            AddCookie(session);
            if (session.TieBreaker is { } tieBreaker)
            {
                writer.Add64(AvpType.TieBreaker, tieBreaker);
            }

            AddDemands(session);
            AddSpeeds(session);
        }
        else
        {
            AddPppRequest(session, local.Ppp ?? new PppCallParameters());
        }

        AddExtensions(session);
        if (session.ConnectSpeedUpdates)
        {
            writer.AddEmpty(AvpType.ConnectSpeedUpdateEnable);
        }
    }

    /// <summary>ICRP or OCRP.</summary>
    /// <param name="session">The session.</param>
    public void Reply(L2tpSession session)
    {
        Begin(session, session.IsOutgoingCall ? MessageType.OutgoingCallReply : MessageType.IncomingCallReply);
        AddIds(session);
        if (session.Tunnel.Version == 3)
        {
            AddCircuitStatus(session);
            AddCookie(session);
            AddDemands(session);
            AddSpeeds(session);
        }

        AddExtensions(session);
    }

    /// <summary>ICCN or OCCN.</summary>
    /// <param name="session">The session.</param>
    public void Connected(L2tpSession session)
    {
        Begin(session, session.IsOutgoingCall ? MessageType.OutgoingCallConnected : MessageType.IncomingCallConnected);
        L2tpCallParameters local = session.Local;
        if (session.Tunnel.Version == 3)
        {
            AddIds(session);
            AddDemands(session);
            AddSpeeds(session);
            if (session.AdvertisedStatus != local.CircuitStatus)
            {
                AddCircuitStatus(session);
            }

            return;
        }

        PppCallParameters ppp = local.Ppp ?? new PppCallParameters();
        writer.Add32(AvpType.TxConnectSpeedBps, (uint)Math.Min(local.TxConnectSpeed, uint.MaxValue));
        writer.Add32(AvpType.FramingType, ppp.FramingType);
        if (local.RxConnectSpeed != 0)
        {
            writer.Add32(AvpType.RxConnectSpeedBps, (uint)Math.Min(local.RxConnectSpeed, uint.MaxValue));
        }

        if (ppp.SequencingRequired)
        {
            writer.AddEmpty(AvpType.SequencingRequired);
        }

        if (!session.IsOutgoingCall)
        {
            AddProxy(ppp);
        }
    }

    /// <summary>CDN.</summary>
    /// <param name="session">The session.</param>
    /// <param name="result">Why.</param>
    public void Disconnect(L2tpSession session, in L2tpResult result)
    {
        Begin(session, MessageType.CallDisconnectNotify);
        writer.AddResult(result);
        AddIds(session);
    }

    /// <summary>SLI with the circuit's state.</summary>
    /// <param name="session">The session.</param>
    public void LinkInfo(L2tpSession session)
    {
        Begin(session, MessageType.SetLinkInfo);
        AddIds(session);
        AddCircuitStatus(session);
    }

    /// <summary>SLI with the ACCM.</summary>
    /// <param name="session">The session.</param>
    /// <param name="sendAccm">For what the LAC sends.</param>
    /// <param name="receiveAccm">For what the LAC receives.</param>
    public void Accm(L2tpSession session, uint sendAccm, uint receiveAccm)
    {
        Begin(session, MessageType.SetLinkInfo);
        Span<byte> value = stackalloc byte[10];
        value.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(value[2..], sendAccm);
        BinaryPrimitives.WriteUInt32BigEndian(value[6..], receiveAccm);
        writer.AddOctets(AvpType.Accm, value);
    }

    /// <summary>WEN.</summary>
    /// <param name="session">The session.</param>
    /// <param name="errors">CRC, framing, hardware overrun, buffer overrun, time-out and alignment errors.</param>
    public void WanErrors(L2tpSession session, ReadOnlySpan<uint> errors)
    {
        Begin(session, MessageType.WanErrorNotify);
        AddIdsOfVersion3(session);
        Span<byte> value = stackalloc byte[26];
        value.Clear();
        for (int i = 0; i < Math.Min(errors.Length, 6); i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value[(2 + (4 * i))..], errors[i]);
        }

        writer.AddOctets(AvpType.CallErrors, value);
    }

    /// <summary>A Connect Speed Update AVP (RFC 5515).</summary>
    /// <param name="session">The session.</param>
    /// <param name="tx">Transmit speed in bit/s.</param>
    /// <param name="rx">Receive speed in bit/s.</param>
    public void AddSpeedUpdate(L2tpSession session, ulong tx, ulong rx)
    {
        Span<byte> value = stackalloc byte[20];
        value.Clear();
        if (session.Tunnel.Version == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)session.PeerId);
            BinaryPrimitives.WriteUInt32BigEndian(value[4..], (uint)Math.Min(tx, uint.MaxValue));
            BinaryPrimitives.WriteUInt32BigEndian(value[8..], (uint)Math.Min(rx, uint.MaxValue));
            value = value[..12];
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, session.PeerId);
            BinaryPrimitives.WriteUInt64BigEndian(value[4..], tx);
            BinaryPrimitives.WriteUInt64BigEndian(value[12..], rx);
        }

        writer.AddOctets(AvpType.ConnectSpeedUpdate, value);
    }

    private static void Begin(L2tpSession session, MessageType type) => session.Tunnel.Begin(type, (ushort)session.PeerId);

    private void AddIds(L2tpSession session)
    {
        if (session.Tunnel.Version == 2)
        {
            writer.Add16(AvpType.AssignedSessionId, (ushort)session.LocalId);
        }

        AddIdsOfVersion3(session);
    }

    private void AddIdsOfVersion3(L2tpSession session)
    {
        if (session.Tunnel.Version == 3)
        {
            writer.Add32(AvpType.LocalSessionId, session.LocalId);
            writer.Add32(AvpType.RemoteSessionId, session.PeerId);
        }
    }

    private void AddCircuitStatus(L2tpSession session)
    {
        session.AdvertisedStatus = session.Local.CircuitStatus;
        writer.Add16(AvpType.CircuitStatus, (ushort)session.Local.CircuitStatus);
    }

    private void AddCookie(L2tpSession session)
    {
        Span<byte> cookie = stackalloc byte[8];
        cookie = cookie[..session.LocalCookie.Length];
        session.LocalCookie.CopyTo(cookie);
        if (!cookie.IsEmpty)
        {
            writer.AddOctets(AvpType.AssignedCookie, cookie);
        }
    }

    private void AddDemands(L2tpSession session)
    {
        if (session.ReceiveSublayer != L2SublayerKind.None)
        {
            bool atm = session.ReceiveSublayer == L2SublayerKind.Atm;
            writer.Add16(AvpType.L2SpecificSublayer, (ushort)(atm ? SessionReader.AtmSublayer : SessionReader.DefaultSublayer));
        }

        if (session.ReceiveSequencing != DataSequencingLevel.None)
        {
            writer.Add16(AvpType.DataSequencing, (ushort)session.ReceiveSequencing);
        }
    }

    private void AddSpeeds(L2tpSession session)
    {
        if (session.Local.TxConnectSpeed != 0)
        {
            writer.Add64(AvpType.TxConnectSpeed, session.Local.TxConnectSpeed);
        }

        if (session.Local.RxConnectSpeed != 0)
        {
            writer.Add64(AvpType.RxConnectSpeed, session.Local.RxConnectSpeed);
        }
    }

    private void AddExtensions(L2tpSession session)
    {
        if (session.Local.PhysicalChannelId is { } channel)
        {
            writer.Add32(AvpType.PhysicalChannelId, channel);
        }

        if (session.Local.Phb is { } phb)
        {
            writer.Add16(AvpType.SessionDs, phb);
        }

        if (session.Tunnel.Version == 3 && session.Local.Vccv is { } vccv)
        {
            writer.Add16(AvpType.VccvCapability, vccv);
        }

        if (session.Local.FrameRelayHeaderLength is { } headerLength)
        {
            writer.Add16(AvpType.FrameRelayHeaderLength, headerLength);
        }

        if (session.Local.MaxCells is { } cells)
        {
            writer.Add16(AvpType.AtmMaximumConcatenatedCells, cells);
        }
    }

    private void AddPppRequest(L2tpSession session, PppCallParameters ppp)
    {
        if (session.IsOutgoingCall)
        {
            writer.Add32(AvpType.MinimumBps, ppp.MinimumBps);
            writer.Add32(AvpType.MaximumBps, ppp.MaximumBps);
            writer.Add32(AvpType.BearerType, ppp.BearerType ?? 0);
            writer.Add32(AvpType.FramingType, ppp.FramingType);
            writer.AddOctets(AvpType.CalledNumber, ppp.CalledNumber ?? []);
        }
        else
        {
            if (ppp.BearerType is { } bearer)
            {
                writer.Add32(AvpType.BearerType, bearer);
            }

            writer.AddOptional(AvpType.CalledNumber, ppp.CalledNumber);
            writer.AddOptional(AvpType.CallingNumber, ppp.CallingNumber);
        }

        writer.AddOptional(AvpType.SubAddress, ppp.SubAddress);
    }

    private void AddProxy(PppCallParameters ppp)
    {
        writer.AddOptional(AvpType.PrivateGroupId, ppp.PrivateGroupId);
        writer.AddOptional(AvpType.InitialReceivedConfReq, ppp.InitialReceivedConfReq);
        writer.AddOptional(AvpType.LastSentConfReq, ppp.LastSentConfReq);
        writer.AddOptional(AvpType.LastReceivedConfReq, ppp.LastReceivedConfReq);
        if (ppp.ProxyAuthenType == 0)
        {
            return;
        }

        writer.Add16(AvpType.ProxyAuthenType, ppp.ProxyAuthenType);
        writer.AddOptional(AvpType.ProxyAuthenName, ppp.ProxyAuthenName);
        writer.AddOptional(AvpType.ProxyAuthenChallenge, ppp.ProxyAuthenChallenge);
        writer.AddOptional(AvpType.ProxyAuthenResponse, ppp.ProxyAuthenResponse);
        if (ppp.ProxyAuthenType is 2 or 3 or 5)
        {
            writer.Add16(AvpType.ProxyAuthenId, ppp.ProxyAuthenId);
        }
    }
}
