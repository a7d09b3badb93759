using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>Modules one after the other. The weights of module i have names that begin with i, as in PyTorch.</summary>
public sealed class Sequential(params Module[] modules) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        foreach (Module module in modules) x = module.Forward(x);
        return x;
    }

    /// <summary>The modules in order.</summary>
    public IReadOnlyList<Module> Modules => modules;

    private protected override string ListName(string field, int index) => $"{index}";
}
