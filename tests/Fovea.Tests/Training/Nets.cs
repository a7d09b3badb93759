using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Training;

/// <summary>Two linear layers with something between them that a test gives.</summary>
internal sealed class Between(int pixels, int hidden, int classes, Func<Tensor, Tensor> middle) : Module
{
    private readonly Linear fc1 = new(pixels, hidden);
    private readonly Linear fc2 = new(hidden, classes);

    public Linear First => fc1;

    public override Tensor Forward(Tensor x) => fc2.Forward(middle(fc1.Forward(x.Flatten())));
}

/// <summary>Modules between two linear layers.</summary>
internal sealed class BetweenModules(int pixels, int hidden, int classes, params Module[] modules) : Module
{
    private readonly Linear fc1 = new(pixels, hidden);
    private readonly Module[] middle = modules;
    private readonly Linear fc2 = new(hidden, classes);

    public override Tensor Forward(Tensor x)
    {
        x = fc1.Forward(x.Flatten());
        foreach (Module module in middle) x = module.Forward(x);
        return fc2.Forward(x);
    }
}

/// <summary>y = exp(scale x): a layer that overflows.</summary>
internal sealed class ExpLayer(double scale) : Module
{
    public override Tensor Forward(Tensor x) => Result((x * scale).Exp());

    public override string ToString() => $"Exp {scale}";
}

/// <summary>Passes on what it gets, or half of it chosen by chance, so large that exp overflows where it is kept.</summary>
internal sealed class ByChance : Module
{
    private readonly Dropout drop = new(0.5);
    private readonly Linear fc = new(1, 2);

    public override Tensor Forward(Tensor x) => fc.Forward((drop.Forward(x.Flatten()) * 60).Exp());
}
