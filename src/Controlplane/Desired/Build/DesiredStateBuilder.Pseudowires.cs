using Router.Channel;
using Router.Configuration;
using LabelAction = Router.Channel.LabelAction;
using LabelPayload = Router.Channel.LabelPayload;

namespace Router.Controlplane.Desired.Build;

/// <content>MPLS pseudowires and cross-connects.</content>
public sealed partial class DesiredStateBuilder
{
    private void BuildPseudowires()
    {
        for (int i = 0; i < _configuration.Mpls.Pseudowires.Count; i++)
        {
            BuildPseudowire(_configuration.Mpls.Pseudowires[i], $"mpls.pseudowires[{i}]");
        }
    }

    private void BuildPseudowire(PseudowireConfiguration pseudowire, string key)
    {
        ResolvedPath path = _resolver.Resolve(VrfConfiguration.DefaultName, pseudowire.Via, pseudowire.Interface, byDefaultRoute: false);
        if (path.Interface is null)
        {
            Pending(key, $"pseudowire {pseudowire.Name} has no way: {path.Failure ?? $"the route says {path.Fixed}"}");
            return;
        }

        path = path.Push(pseudowire.OutLabels, TtlMode.Pipe);
        if (FitsLabels(path, key + ".out-labels"))
        {
            _encapsulations[pseudowire.Name] = _adjacencies.Pseudowire(path, pseudowire);
        }
    }

    private void BuildCrossConnects()
    {
        foreach (CrossConnectConfiguration pair in _configuration.CrossConnects)
        {
            _ends[pair.First] = pair.Second;
            _ends[pair.Second] = pair.First;
            Connect(pair.First, pair.Second);
            Connect(pair.Second, pair.First);
        }
    }

    /// <summary>Lets frames that enter at one end leave at the other.</summary>
    private void Connect(string ingress, string egress)
    {
        DesiredTarget target = _interfaces.TryGetValue(egress, out DesiredInterface? circuit)
            ? _adjacencies.AttachmentCircuit(circuit)
            : _encapsulations.GetValueOrDefault(egress);
        if (target.Kind == TargetKind.None)
        {
            return;
        }

        if (_interfaces.TryGetValue(ingress, out DesiredInterface? from))
        {
            DesiredCrossConnect connect = new(from.Key, target);
            _crossConnects[from.Key] = connect;
            if (_made.TryGetValue(egress, out SessionObjects? sending))
            {
                _made[egress] = sending with { CrossConnect = connect };
            }
        }
        else if (_made.TryGetValue(ingress, out SessionObjects? session))
        {
            DesiredSession receiving = session.Receiving with { Target = target };
            if (_senders.TryGetValue(egress, out NegotiatedSession? towards))
            {
                receiving = Towards(receiving, towards);
            }

            _made[ingress] = session with { Receiving = receiving };
            _sessions[receiving.Key] = receiving;
        }
        else if (_index.Pseudowire(ingress) is PseudowireConfiguration pseudowire)
        {
            LabelKey key = new(pseudowire.Label, BottomOfStack: true);
            _labels[key] = new DesiredLabel
            {
                Key = key,
                Action = LabelAction.PopPseudowire,
                Payload = LabelPayload.Ethernet,
                Flags = (pseudowire.ControlWord ? LabelFlags.ControlWord : 0) | (pseudowire.Vlan is not null ? LabelFlags.PopVlan : 0),
                Target = target,
                VlanId = pseudowire.Vlan ?? 0,
            };
        }
    }
}
