namespace Router.Controlplane.L2tp;

/// <summary>A control message as text.</summary>
/// <param name="isSent">True if sent, false if received.</param>
/// <param name="endpoint">Where to or from.</param>
/// <param name="text">The message; secrets and hidden values are not in it.</param>
public delegate void L2tpTrace(bool isSent, in L2tpEndpoint endpoint, string text);
