import type { Messages } from './messages.js';

export const fr: Messages = {
  language: 'Français',
  switchLanguage: 'Langue',
  noScript: 'Cette page a besoin de JavaScript pour utiliser votre clé d’accès.',
  signIn: {
    title: 'Connexion d’un opérateur',
    code: 'Code',
    lead: 'Quelqu’un demande à être connecté avec votre compte. Ne continuez que si c’est vous et si votre terminal ou votre console affiche ce code.',
    begun: 'Demandé le',
    action: 'Se connecter avec votre clé d’accès',
    done: 'Vous êtes connecté. Revenez là où vous avez commencé\u202f; vous pouvez fermer cette page.',
    over: 'Cette demande n’existe plus. Recommencez là où vous aviez commencé.',
  },
  invitation: {
    title: 'Votre compte d’opérateur',
    lead: 'Créez vous-même la clé d’accès de ce compte, sur un appareil qui est à vous. Elle est créée une seule fois\u202f; avec elle, vous agissez dans ce service sous votre nom.',
    name: 'Compte de',
    action: 'Créer la clé d’accès',
    done: 'La clé d’accès est créée. Les personnes qui décident peuvent maintenant vous donner un rôle\u202f; vous pouvez fermer cette page.',
    over: 'Cette invitation est terminée ou a déjà servi. Demandez un nouveau compte au responsable de la sécurité.',
  },
  working: 'Un instant …',
  cancelled: 'Rien ne s’est passé\u202f: c’était annulé, trop long, ou cette clé d’accès n’est pas ici. Vous pouvez réessayer.',
  refused: 'La clé d’accès n’a pas été acceptée. Rien ne s’est passé.',
  unsupported: 'Ce navigateur ne peut pas utiliser de clé d’accès ici.',
  unavailable: 'Le service ne répond pas. Réessayez dans un instant.',
};
