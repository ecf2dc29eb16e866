using System.Net;
using ChatBox.Server.Certificates;
using ChatBox.Server.Doors.Web.Setup;
using ChatBox.Server.Tests.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatBox.Server.Tests.Setup;

/// <summary>The gates and the setup page on real ports of loopback, in front of a chat that says "chat".</summary>
sealed class ServedHouse : IAsyncDisposable
{
    readonly WebApplication app;

    ServedHouse(House house)
    {
        House = house;
        Certificates = house.Open();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseServerCertificate(Certificates));
        });
        app = builder.Build();
        // Stands in for a network: what comes with this header came in at another address.
        app.Use((context, next) =>
        {
            if (context.Request.Headers.TryGetValue("Test-Local", out var local))
                context.Connection.LocalIpAddress = IPAddress.Parse(local.ToString());
            return next(context);
        });
        app.UseGates(house.Options, new AllowedHosts(house.Options, house.Network, Certificates), () => Https.Port);
        app.MapSetup(house.Options, Certificates, () => Https.Port);
        app.MapFallback(() => "chat");
    }

    public House House { get; }

    public ServerCertificates Certificates { get; }

    public Uri Http => Address("http:");

    public Uri Https => Address("https:");

    public static async Task<ServedHouse> StartAsync(House? house = null)
    {
        var served = new ServedHouse(house ?? new House(DateTimeOffset.UtcNow));
        await served.app.StartAsync();
        return served;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Certificates.Dispose();
        House.Dispose();
    }

    Uri Address(string scheme) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Single(a => a.StartsWith(scheme, StringComparison.Ordinal)));
}
